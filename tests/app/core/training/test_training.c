#include "app/core/training/training.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/core/runs/training_result.h"
#include "tests/support/bell.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"
#include "tests/support/small_set.h"

static const char data[] = "training-data";

static struct training *create(struct bell *bell) {
    struct training *training = NULL;
    struct nn_error err;
    *bell = bell_make();
    check_ok(training_create(&training, bell_ring, bell, &err), &err);
    return training;
}

static struct training_settings settings_for(int epochs) {
    struct training_settings settings;
    struct nn_error err;
    check_ok(training_settings_from_recipe(&settings, "original", &err), &err);
    snprintf(settings.net, sizeof settings.net, "conv4k5s2-relu-flatten-dense10");
    snprintf(settings.data_folder, sizeof settings.data_folder, "%s", data);
    settings.epochs = epochs;
    settings.threads = 2;
    return settings;
}

/* Sleeps between updates until the training is in this state; counts points and models. */
struct seen {
    int points, models;
    struct training_result *result;
    struct nn_error error;
};

static void wait_for(struct training *training, struct bell *bell, enum training_state state,
                     struct seen *seen) {
    while (1) {
        struct training_updates updates;
        struct training_point point;
        training_collect(training, &updates);
        while (training_next_point(training, &point))
            seen->points++;
        seen->models += updates.model != NULL;
        nn_model_release(updates.model);
        if (updates.result)
            seen->result = updates.result;
        seen->error = updates.error;
        if (updates.state == state)
            return;
        assert_int_not_equal(updates.state, TRAINING_FAILED);
        bell_wait(bell, "the state of the training to change");
    }
}

static void test_training__runs_in_the_background_to_its_end(void **state) {
    struct bell bell;
    struct seen seen = {0};
    struct nn_error err;
    struct training *training = create(&bell);
    struct training_settings settings = settings_for(3);
    check_ok(training_start(training, &settings, &err), &err);
    wait_for(training, &bell, TRAINING_FINISHED, &seen);
    assert_non_null(seen.result);
    assert_int_equal(seen.points, seen.result->point_count);
    assert_true(seen.models >= 1);
    training_result_destroy(seen.result);
    training_destroy(training);
}

static void test_training__second_run_gives_the_same_weights(void **state) {
    struct bell bell;
    struct nn_error err;
    struct training *training = create(&bell);
    struct training_settings settings = settings_for(1);
    char first[TRAINING_SHA256_TEXT] = "";
    for (int i = 0; i < 2; i++) {
        struct seen seen = {0};
        check_ok(training_start(training, &settings, &err), &err);
        wait_for(training, &bell, TRAINING_FINISHED, &seen);
        if (i == 0)
            strcpy(first, seen.result->weights_sha256);
        assert_string_equal(seen.result->weights_sha256, first);
        training_result_destroy(seen.result);
    }
    training_destroy(training);
}

static void test_training__pauses_continues_and_stops(void **state) {
    struct bell bell;
    struct seen seen = {0};
    struct nn_error err;
    struct training_updates updates;
    struct training *training = create(&bell);
    struct training_settings settings = settings_for(10000);
    check_ok(training_start(training, &settings, &err), &err);
    wait_for(training, &bell, TRAINING_RUNNING, &seen);
    check_status(training_start(training, &settings, &err), NN_STATUS_BAD_ARGUMENT, &err);
    training_pause(training, true);
    training_collect(training, &updates);
    nn_model_release(updates.model);
    assert_int_equal(updates.state, TRAINING_PAUSED);
    training_pause(training, false);
    int points = seen.points;
    wait_for(training, &bell, TRAINING_RUNNING, &seen);
    while (seen.points <= points) {
        bell_wait(&bell, "a point of the training");
        wait_for(training, &bell, TRAINING_RUNNING, &seen);
    }
    training_stop(training);
    wait_for(training, &bell, TRAINING_FINISHED, &seen);
    assert_true(seen.result->steps < 10000 * 10);
    training_result_destroy(seen.result);
    training_destroy(training);
}

/* Paused right after the start, so that it cannot finish before it is stopped. */
static void stop_early(struct training *training, struct bell *bell,
                       const struct training_settings *settings) {
    struct seen seen = {0};
    struct nn_error err;
    check_ok(training_start(training, settings, &err), &err);
    training_pause(training, true);
    do {
        bell_wait(bell, "weights and a point of the training");
        wait_for(training, bell, TRAINING_PAUSED, &seen);
    } while (seen.models == 0 || seen.points == 0);
    training_stop(training);
    wait_for(training, bell, TRAINING_FINISHED, &seen);
    assert_true(seen.result->stopped);
    training_result_destroy(seen.result);
}

static struct seen resume(struct training *training, struct bell *bell,
                          const struct training_settings *settings) {
    struct seen seen = {0};
    struct nn_error err;
    check_ok(training_resume(training, settings, &err), &err);
    wait_for(training, bell, TRAINING_FINISHED, &seen);
    return seen;
}

static void test_training__resumed_run_ends_like_an_uninterrupted_one(void **state) {
    struct bell bell;
    struct seen unbroken = {0};
    struct nn_error err;
    struct training *training = create(&bell);
    struct training_settings settings = settings_for(100);
    check_ok(training_start(training, &settings, &err), &err);
    wait_for(training, &bell, TRAINING_FINISHED, &unbroken);
    snprintf(settings.run_folder, sizeof settings.run_folder, "training-resumed/run");
    scratch_remove("training-resumed");
    mkdir("training-resumed", 0777);
    stop_early(training, &bell, &settings);
    struct seen resumed = resume(training, &bell, &settings);
    assert_string_equal(resumed.result->weights_sha256, unbroken.result->weights_sha256);
    assert_int_equal(resumed.result->point_count, unbroken.result->point_count);
    assert_int_equal(resumed.points, unbroken.points);
    training_result_destroy(unbroken.result);
    training_result_destroy(resumed.result);
    training_destroy(training);
    scratch_remove("training-resumed");
}

static void test_training__nothing_to_resume_is_reported(void **state) {
    struct bell bell;
    struct nn_error err;
    struct training_updates updates;
    struct training *training = create(&bell);
    struct training_settings settings = settings_for(1);
    snprintf(settings.run_folder, sizeof settings.run_folder, "no-such-run");
    check_ok(training_resume(training, &settings, &err), &err);
    do {
        bell_wait(&bell, "the failure to be told");
        training_collect(training, &updates);
    } while (updates.state == TRAINING_LOADING);
    assert_int_equal(updates.state, TRAINING_FAILED);
    assert_non_null(strstr(updates.error.message, "no-such-run"));
    training_destroy(training);
}

/* Stops the training at its first update, which reports that the data is loaded. */
struct stopper {
    struct bell bell;
    struct training *training;
};

static void stop_and_ring(void *context) {
    struct stopper *stopper = context;
    training_stop(stopper->training);
    bell_ring(&stopper->bell);
}

static void test_training__stopped_before_its_first_step_leaves_nothing(void **state) {
    struct stopper stopper = {.bell = bell_make()};
    struct seen seen = {0};
    struct nn_error err;
    struct training *training = NULL;
    struct training_settings settings = settings_for(10000);
    snprintf(settings.run_folder, sizeof settings.run_folder, "training-stopped-run");
    check_ok(training_create(&training, stop_and_ring, &stopper, &err), &err);
    stopper.training = training;
    check_ok(training_start(training, &settings, &err), &err);
    wait_for(training, &stopper.bell, TRAINING_IDLE, &seen);
    assert_null(seen.result);
    assert_int_equal(access(settings.run_folder, F_OK), -1);
    training_destroy(training);
}

static void test_training__can_be_destroyed_during_a_run(void **state) {
    for (int paused = 0; paused < 2; paused++) {
        struct bell bell;
        struct seen seen = {0};
        struct nn_error err;
        struct training *training = create(&bell);
        struct training_settings settings = settings_for(10000);
        check_ok(training_start(training, &settings, &err), &err);
        wait_for(training, &bell, TRAINING_RUNNING, &seen);
        training_pause(training, paused);
        training_destroy(training);
    }
}

static void test_training__failure_is_reported(void **state) {
    struct bell bell;
    struct nn_error err;
    struct training *training = create(&bell);
    struct training_settings settings = settings_for(1);
    struct training_updates updates = {.state = TRAINING_LOADING};
    snprintf(settings.data_folder, sizeof settings.data_folder, "no-such-folder");
    check_ok(training_start(training, &settings, &err), &err);
    while (updates.state != TRAINING_FAILED) {
        bell_wait(&bell, "the failure to be told");
        training_collect(training, &updates);
        assert_null(updates.model);
    }
    assert_int_equal(updates.error.status, NN_STATUS_IO);
    assert_non_null(strstr(updates.error.message, "no-such-folder"));
    settings = settings_for(1);
    check_ok(training_start(training, &settings, &err), &err);
    training_destroy(training);
}

static void test_training__wrong_settings_are_refused_at_once(void **state) {
    struct bell bell;
    struct nn_error err;
    struct training *training = create(&bell);
    struct training_settings settings = settings_for(0);
    check_status(training_start(training, &settings, &err), NN_STATUS_BAD_ARGUMENT, &err);
    settings = settings_for(1);
    strcpy(settings.net, "dense10-relu");
    check_status(training_start(training, &settings, &err), NN_STATUS_BAD_SPEC, &err);
    training_destroy(training);
}

int main(void) {
    small_set_write(data, 300, 40);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_training__runs_in_the_background_to_its_end),
        cmocka_unit_test(test_training__second_run_gives_the_same_weights),
        cmocka_unit_test(test_training__pauses_continues_and_stops),
        cmocka_unit_test(test_training__resumed_run_ends_like_an_uninterrupted_one),
        cmocka_unit_test(test_training__nothing_to_resume_is_reported),
        cmocka_unit_test(test_training__stopped_before_its_first_step_leaves_nothing),
        cmocka_unit_test(test_training__can_be_destroyed_during_a_run),
        cmocka_unit_test(test_training__failure_is_reported),
        cmocka_unit_test(test_training__wrong_settings_are_refused_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
