#include <stdio.h>
#include <string.h>

#include "app/cli/json_out.h"
#include "app/cli/verbs.h"
#include "app/core/base/files.h"
#include "app/core/reading/model_classes.h"
#include "app/core/training/training_data.h"
#include "nn/model.h"

/* How the model is fed, as its metadata say. */
static const char *input_of(const struct nn_model *model) {
    const char *input = nn_model_metadata_value(model, "input");
    return input ? input : "0..1";
}

static void print_json(const struct nn_evaluation *evaluation, const struct nn_model *model,
                       const struct class_set *classes) {
    json_t *confusion = json_array();
    for (int t = 0; t < classes->count; t++) {
        json_t *row = json_array();
        for (int p = 0; p < classes->count; p++)
            json_array_append_new(row, json_integer(evaluation->confusion[t][p]));
        json_array_append_new(confusion, row);
    }
    json_out(json_pack("{s:{s:i, s:f, s:f, s:o, s:f, s:s, s:o}}", "summary", "count",
                       evaluation->count, "accuracy", evaluation->accuracy, "loss",
                       evaluation->loss, "confusion", confusion, "ece", evaluation->ece, "input",
                       input_of(model), "classes", json_out_names(classes)));
}

static void print_table(const struct nn_evaluation *evaluation, const struct class_set *classes) {
    printf("%d pictures, %.2f %% right, loss %.4f, calibration error %.2f %%\n\n",
           evaluation->count, 100 * evaluation->accuracy, evaluation->loss, 100 * evaluation->ece);
    printf("true \\ read");
    for (int p = 0; p < classes->count; p++)
        printf("%6s", class_set_name(classes, p));
    for (int t = 0; t < classes->count; t++) {
        printf("\n%11s", class_set_name(classes, t));
        for (int p = 0; p < classes->count; p++)
            printf("%6d", evaluation->confusion[t][p]);
    }
    printf("\n");
}

static enum nn_status adopt_classes(struct data_set *data, const struct nn_model *model,
                                    const char *path, struct nn_error *err) {
    const struct class_set classes = model_classes(model);
    return data_set_adopt(data, &classes, path, err);
}

enum nn_status verb_eval(const struct options *options, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    struct nn_model *model = NULL;
    struct data_set data = {0};
    struct nn_thread_pool *pool = NULL;
    struct nn_evaluation evaluation;
    enum nn_status status = verb_load_model(&model, options, err);
    if (!status)
        status = options->given & OPTION_DATA ? path_copy(path, options->training.data_folder, err)
                                              : files_mnist_folder(path, err);
    if (!status)
        status = training_data_load(&data, path, options->training.prepare, DATA_TEST, err);
    if (!status)
        status = adopt_classes(&data, model, path, err);
    if (!status)
        status = nn_thread_pool_create(&pool, nn_processor_count(), err);
    if (!status)
        status = nn_model_evaluate(model, &data.test, pool, &evaluation, NULL, err);
    if (!status && options->json)
        print_json(&evaluation, model, &data.classes);
    else if (!status)
        print_table(&evaluation, &data.classes);
    nn_thread_pool_destroy(pool);
    data_set_destroy(&data);
    nn_model_release(model);
    return status;
}
