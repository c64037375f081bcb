/* A network that reads letters instead of digits, from its data to the window. */
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/reading/test_set.h"
#include "app/core/training/training_data.h"
#include "app/ui/chart/plots.h"
#include "app/ui/frame.h"
#include "app/ui/mistakes/mistakes_layout.h"
#include "app/ui/view.h"
#include "nn/file.h"
#include "tests/support/check.h"
#include "tests/support/small_run.h"
#include "tests/support/small_set.h"
#include "tests/support/stage_app.h"

enum { LETTERS = 26, TRAIN = 60 * LETTERS, TEST = 8 * LETTERS };
static const char data[] = "letters-data";

/* Some are Greek, since a name may have more than one byte. */
static const struct class_set letters = {
    LETTERS, {"A", "B",      "\u0393", "\u0394", "E",      "Z",      "H",      "\u0398", "I",
              "K", "\u039b", "M",      "N",      "O",      "P",      "\u03a3", "T",      "Y",
              "X", "W",      "Q",      "\u03a6", "\u03a8", "\u03a9", "\u00d8", "ij"}};

/* The result of training, with the data and their classes. */
struct fixture {
    struct data_set folder;
    struct training_result *result;
};

static void write_names(void) {
    char path[64], text[26 * 12] = "", line[16];
    struct nn_error err;
    snprintf(path, sizeof path, "%s/letters-mapping.txt", data);
    for (int i = 0; i < LETTERS; i++) {
        snprintf(line, sizeof line, "%d %s\n", i, letters.names[i]);
        strcat(text, line);
    }
    check_ok(nn_file_write(path, text, strlen(text), &err), &err);
}

static int train(void **state) {
    static struct fixture fixture;
    struct training_settings settings = small_run_settings(data, "", 4);
    struct training_run *run = NULL;
    struct witness witness = {0};
    struct nn_error err;
    strcpy(settings.net, "conv4k5s2-bn-relu-flatten-dense26");
    strcpy(settings.augmentation, "none");
    write_names();
    check_ok(data_set_load(&fixture.folder, data, DATA_TRAIN | DATA_TEST, &err), &err);
    check_ok(training_run_create(&run, &settings, &fixture.folder, &err), &err);
    fixture.result = small_run_execute(run, &witness);
    training_run_destroy(run);
    *state = &fixture;
    return 0;
}

static int clean_up(void **state) {
    struct fixture *fixture = *state;
    training_result_destroy(fixture->result);
    data_set_destroy(&fixture->folder);
    return 0;
}

static void test_letters__are_learned_and_evaluated(void **state) {
    const struct fixture *fixture = *state;
    const struct training_result *result = fixture->result;
    assert_true(class_set_equal(&result->classes, &letters));
    assert_int_equal(result->test.count, TEST);
    assert_true(result->test.accuracy > 0.8);
    for (int label = 0; label < LETTERS; label++)
        assert_int_equal(mistakes_row(result->test.confusion[label]), TEST / LETTERS);
    for (int i = 0; i < result->sample_count; i++)
        assert_int_equal(result->sample_labels[i], i % LETTERS);
}

static void test_letters__cannot_be_generated_as_ink(void **state) {
    const struct fixture *fixture = *state;
    struct training_settings settings = small_run_settings(data, "", 1);
    struct training_run *run = NULL;
    struct nn_error err;
    settings.ink_pictures = 100;
    check_status(training_run_create(&run, &settings, &fixture->folder, &err), NN_STATUS_MISMATCH,
                 &err);
    assert_non_null(strstr(err.message, "digits only"));
}

static struct ink_picture picture_of(const struct nn_dataset *set, int index) {
    struct ink_picture picture = {0};
    memcpy(picture.pixels, set->images + (ptrdiff_t)index * INK_PIXELS, INK_PIXELS);
    return picture;
}

static void test_letters__are_read(void **state) {
    const struct fixture *fixture = *state;
    struct reader *reader = NULL;
    struct nn_error err;
    int right = 0;
    check_ok(reader_create(&reader, fixture->result->model, &err), &err);
    for (int i = 0; i < TEST; i++) {
        struct ink_picture picture = picture_of(&fixture->folder.test, i);
        struct reading reading;
        struct number number;
        char text[NUMBER_MAX_TEXT];
        double sum = 0;
        reader_read(reader, &picture, &reading);
        for (int class = 0; class < LETTERS; class ++)
            sum += (double)reading.probabilities[class];
        check_close(sum, 1, 1e-5, 0);
        if (i < fixture->result->sample_count)
            assert_int_equal(reading.digit, fixture->result->sample_predictions[i]);
        right += reading.digit == fixture->folder.test.labels[i];
        number_of_reading(&number, &reading);
        number_text(&number, text);
        assert_string_equal(text, letters.names[reading.digit]);
    }
    assert_int_equal(right, fixture->result->test.correct);
    reader_destroy(reader);
}

/* Returns a letter's logit minus the mean of the others. */
static double lead(const struct reading *reading, int letter) {
    double others = 0;
    for (int i = 0; i < LETTERS; i++)
        others += i == letter ? 0 : log((double)reading->probabilities[i]) / (LETTERS - 1);
    return log((double)reading->probabilities[letter]) - others;
}

static void test_letters__importance_adds_up_to_the_lead_over_all_others(void **state) {
    const struct fixture *fixture = *state;
    const struct ink_picture picture = picture_of(&fixture->folder.test, 0), blank = {0};
    struct attribution *attribution = NULL;
    struct reader *reader = NULL;
    struct reading reading, nothing;
    struct nn_error err;
    check_ok(attribution_create(&attribution, &err), &err);
    check_ok(reader_create(&reader, fixture->result->model, &err), &err);
    reader_read(reader, &picture, &reading);
    reader_read(reader, &blank, &nothing);
    for (int letter = 0; letter < LETTERS; letter++) {
        struct attribution_question question = {fixture->result->model, &picture, &reading, letter,
                                                false};
        double sum = 0;
        check_ok(attribution_ask(attribution, &question, &err), &err);
        wait_while (attribution_work(attribution, 100))
            continue;
        for (int i = 0; i < INK_PIXELS; i++)
            sum += (double)attribution_answer(attribution)->importance[i];
        check_close(sum, lead(&reading, letter) - lead(&nothing, letter), 0.1, 0.02);
    }
    attribution_destroy(attribution);
    reader_destroy(reader);
}

static void measure(const struct fixture *fixture, struct test_set **set,
                    struct mistakes *mistakes) {
    struct nn_error err;
    check_ok(test_set_create(set, &letters, NULL, NULL, &err), &err);
    check_ok(test_set_read(*set, fixture->result->model, &err), &err);
    wait_while (test_set_look(*set).read < TEST)
        sched_yield();
    const struct test_set_view view = test_set_look(*set);
    check_ok(mistakes_measure(mistakes, &view, &err), &err);
}

static void test_letters__mistakes_are_those_of_the_evaluation(void **state) {
    const struct fixture *fixture = *state;
    const struct nn_evaluation *test = &fixture->result->test;
    struct test_set *set = NULL;
    struct mistakes mistakes;
    mistakes_init(&mistakes);
    measure(fixture, &set, &mistakes);
    assert_int_equal(mistakes.wrong, TEST - test->correct);
    assert_int_equal(mistakes.shown_count, mistakes.wrong);
    assert_memory_equal(mistakes.confusion, test->confusion, sizeof mistakes.confusion);
    for (int label = 0; label < LETTERS; label++)
        for (int reading = 0; reading < LETTERS; reading++) {
            struct mistakes_cell cell = {label, reading};
            cell = mistakes_cell_of(mistakes_cell_number(cell));
            mistakes_choose(&mistakes, cell);
            assert_int_equal(mistakes.shown_count, test->confusion[label][reading]);
        }
    mistakes_deinit(&mistakes);
    test_set_destroy(set);
}

static int count_of(const struct image *image, color wanted) {
    int count = 0;
    for (int i = 0; i < image->width * image->height; i++)
        count += image->pixels[i] == wanted;
    return count;
}

/* There are cells for all classes: those without a count have the paper's colour. */
static void test_letters__confusion_picture_has_all_cells(void **state) {
    const struct fixture *fixture = *state;
    const struct theme theme = theme_make(false, 1);
    struct box_font font;
    struct image image;
    struct nn_error err;
    int blank = 0, side = PLOTS_CELL - 1;
    box_font_init(&font);
    const struct plots_look look = {&font.font, &theme, &letters};
    check_ok(plots_confusion(&image, &look, &fixture->result->test, &err), &err);
    assert_int_equal(image.width, PLOTS_BESIDE + LETTERS * PLOTS_CELL);
    assert_int_equal(image.height, PLOTS_ABOVE + LETTERS * PLOTS_CELL);
    for (int i = 0; i < LETTERS * LETTERS; i++)
        blank += fixture->result->test.confusion[i / LETTERS][i % LETTERS] == 0;
    assert_int_equal(count_of(&image, theme.paper), blank * side * side);
    for (int x = 0; x < image.width; x++)
        assert_int_equal(image.pixels[(image.height - 1) * image.stride + x], theme.panel);
    image_destroy(&image);
}

/* Prepares the window, with a drawing, for a reader of letters. */
static void open_window(const struct fixture *fixture, struct stage_app *stage) {
    struct app *app = stage->app;
    struct nn_error err;
    reader_destroy(app->prediction.reader);
    test_set_destroy(app->tests.set);
    check_ok(reader_create(&app->prediction.reader, fixture->result->model, &err), &err);
    measure(fixture, &app->tests.set, &app->tests.mistakes);
    app_update(app, &(struct action){.kind = ACTION_LAYERS, .number = 1});
    app_update(app, &(struct action){.kind = ACTION_ATTRIBUTION, .number = 1});
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, stage_app_place(stage, LAYOUT_CANVAS));
    stage_app_at(stage, UI_EVENT_POINTER_UP, stage_app_place(stage, LAYOUT_CANVAS));
    app_refresh(app);
    check_in_range(app->prediction.reading.digit, 0, LETTERS - 1);
    while (attribution_work(app->explain.attribution, 100))
        continue;
}

static void check_bars(const struct layout *layout) {
    struct rect bars = layout->places[LAYOUT_BARS], before = {0};
    for (int i = 0; i < LETTERS; i++) {
        struct rect bar = layout_bar(layout, i);
        bool first = i % layout->bar_rows == 0;
        assert_int_equal(bar.y, first ? bars.y : before.y + before.h);
        assert_true(bar.h >= layout_px(layout, 12) - 1);
        assert_true(bar.x >= (first && i > 0 ? before.x + before.w : bars.x));
        assert_int_equal(layout_bar_at(layout, bar.x + bar.w - 1, bar.y + bar.h - 1), i);
        assert_true(bar.x + bar.w <= bars.x + bars.w && bar.y + bar.h <= bars.y + bars.h);
        before = bar;
    }
}

static void check_cells(const struct stage_app *stage) {
    struct matrix matrix = matrix_of(&stage->ui.layout);
    for (int i = 0; i < LETTERS * LETTERS; i++) {
        struct mistakes_cell wanted = {i / LETTERS, i % LETTERS};
        struct rect cell = matrix_cell(&matrix, wanted.label, wanted.reading);
        assert_true(cell.w > 0 && cell.h > 0);
        assert_int_equal(matrix_at(&matrix, cell.x, cell.y), mistakes_cell_number(wanted));
    }
}

/* The texts of the attribution use the letter's name. */
static void check_caption(const struct app *app) {
    char text[VIEW_MAX_TEXT];
    view_attribution_caption(app, text);
    assert_non_null(strstr(text, letters.names[app->prediction.reading.digit]));
}

static void test_letters__window_shows_all_of_them(void **state) {
    const struct fixture *fixture = *state;
    static const int sizes[][2] = {{480, 360}, {800, 600}, {1100, 720}, {1920, 1080}};
    struct frame *frame = NULL;
    struct frame_dirty dirty;
    struct nn_error err;
    void *opened = NULL;
    stage_app_open(&opened);
    struct stage_app *stage = opened;
    open_window(fixture, stage);
    check_caption(stage->app);
    check_ok(frame_create(&frame, &err), &err);
    for (int i = 0; i < 12; i++) {
        const struct action screen = {.kind = ACTION_SCREEN,
                                      .number = i % 3 ? SCREEN_CANVAS : SCREEN_MISTAKES};
        app_update(stage->app, &screen);
        app_update(stage->app, &(struct action){.kind = ACTION_LAYERS, .number = i % 3 == 1});
        ui_arrange(&stage->ui, stage->app, sizes[i / 3][0], sizes[i / 3][1], 1);
        assert_int_equal(stage->ui.layout.classes, LETTERS);
        if (stage->app->screen == SCREEN_CANVAS)
            check_bars(&stage->ui.layout);
        else
            check_cells(stage);
        check_ok(frame_paint(frame, stage->app, &stage->ui, &dirty, &err), &err);
    }
    frame_destroy(frame);
    stage_app_close(&opened);
}

int main(void) {
    small_set_write_classes(data, LETTERS, TRAIN, TEST);
    setenv("INKLING_DATA_DIR", data, 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_letters__are_learned_and_evaluated),
        cmocka_unit_test(test_letters__cannot_be_generated_as_ink),
        cmocka_unit_test(test_letters__are_read),
        cmocka_unit_test(test_letters__importance_adds_up_to_the_lead_over_all_others),
        cmocka_unit_test(test_letters__mistakes_are_those_of_the_evaluation),
        cmocka_unit_test(test_letters__confusion_picture_has_all_cells),
        cmocka_unit_test(test_letters__window_shows_all_of_them),
    };
    return cmocka_run_group_tests(tests, train, clean_up);
}
