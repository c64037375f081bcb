#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "app/core/base/clock.h"
#include "app/core/runs/run_folder.h"
#include "app/core/training/training_run_private.h"

/* The part of a checkpoint beyond the trainer's state, as text; in hexadecimal, to be exact. */
static void write_note(const struct training_run *run, char note[NN_TRAINER_NOTE]) {
    const struct tally *point = &run->since_point, *epoch = &run->since_epoch;
    snprintf(note, NN_TRAINER_NOTE, "%a %a %a %ld %ld %ld %a %a %ld %ld %ld %" PRIx64,
             run->train_seconds, point->loss_sum, point->seconds, point->correct, point->classed,
             point->images, epoch->loss_sum, epoch->seconds, epoch->correct, epoch->classed,
             epoch->images, run->data_hash);
}

/* Notes of earlier versions have no hash. */
static enum nn_status read_note(struct training_run *run, const char *note, struct nn_error *err) {
    struct tally *point = &run->since_point, *epoch = &run->since_epoch;
    uint64_t data_hash = run->data_hash;
    int count = sscanf(note, "%la %la %la %18ld %18ld %18ld %la %la %18ld %18ld %18ld %16" SCNx64,
                       &run->train_seconds, &point->loss_sum, &point->seconds, &point->correct,
                       &point->classed, &point->images, &epoch->loss_sum, &epoch->seconds,
                       &epoch->correct, &epoch->classed, &epoch->images, &data_hash);
    if (data_hash != run->data_hash)
        return nn_error_set(err, NN_STATUS_MISMATCH,
                            "the training pictures in %s are not those with which the run in %s "
                            "began: put them back, or start a new run",
                            run->data_folder, run->settings.run_folder);
    if (count >= 11)
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "the checkpoint in %s does not hold the measurements so far: start a new "
                        "run",
                        run->settings.run_folder);
}

enum nn_status training_run_diverged(const struct training_run *run, const char *what,
                                     struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_MISMATCH,
                        "training diverged at step %ld: %s no longer a number; lower the learning "
                        "rate",
                        nn_trainer_steps_done(run->trainer), what);
}

enum nn_status training_checkpoint_save(struct training_run *run, struct nn_error *err) {
    char note[NN_TRAINER_NOTE];
    write_note(run, note);
    enum nn_status status = run_folder_checkpoint(run->folder, run->trainer, note, err);
    run->saved_s = clock_seconds();
    return status == NN_STATUS_BAD_ARGUMENT ? training_run_diverged(run, "a weight is", err)
                                            : status;
}

enum nn_status training_checkpoint_load(struct training_run *run, struct nn_error *err) {
    char checkpoint[FILES_MAX_PATH], note[NN_TRAINER_NOTE];
    const char *folder = run->settings.run_folder;
    struct run_summary summary;
    struct stat info;
    enum nn_status status = path_join(checkpoint, folder, RUN_FOLDER_CHECKPOINT, err);
    if (status)
        return status;
    if (lstat(checkpoint, &info) == 0) {
        status = nn_trainer_load(run->trainer, checkpoint, note, err);
        return status ? status : read_note(run, note, err);
    }
    status = run_folder_read_summary(&summary, folder, err);
    if (!status && summary.ended)
        status = nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                              "%s has no checkpoint to continue from: %s; start a new run", folder,
                              summary.stopped ? "checkpoint.safetensors is missing"
                                              : "the run is finished");
    return status;
}
