#include "app/core/reading/feeding.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/files.h"
#include "app/core/base/path.h"
#include "app/core/base/text.h"
#include "app/core/data/data_set.h"
#include "app/core/ink/ink.h"
#include "app/core/reading/model_classes.h"
#include "nn/formats/model_file.h"
#include "nn/input.h"
#include "nn/loss.h"

/* The usual ranges of a pixel x from 0 to 1. */
static const struct range {
    const char *word, *text;
    float scale, shift;
} ranges[] = {
    {"0..1", "0..1", 1, 0},
    {"norm", "(x - 0.1307) / 0.3081", 1 / 0.3081f, -0.1307f / 0.3081f},
    {"-1..1", "-1..1", 2, -1},
    {"0..255", "0..255", 255, 0},
};
enum { RANGES = sizeof ranges / sizeof *ranges, WAYS = 4 * RANGES };

/* A range, of inverted pictures, of turned ones, or of both. */
struct way {
    const struct range *range;
    bool inverted, transposed;
};

static struct way way_of(int number) {
    return (struct way){&ranges[number % RANGES], number / RANGES % 2, number / RANGES / 2};
}

static struct nn_input input_of(const struct way *way) {
    struct nn_input input = {way->range->scale, way->range->shift, way->transposed};
    if (way->inverted) { /* of 1 - x */
        input.shift += input.scale;
        input.scale = -input.scale;
    }
    return input;
}

static void way_text(char text[80], const struct way *way) {
    snprintf(text, 80, "%s%s%s", way->range->text, way->inverted ? ", inverted" : "",
             way->transposed ? ", transposed" : "");
}

/* False if the choice is none. */
static bool parse_choice(struct way *way, const char *choice) {
    *way = (struct way){0};
    size_t length = strcspn(choice, ",");
    for (int i = 0; i < RANGES; i++)
        if (strlen(ranges[i].word) == length && strncmp(choice, ranges[i].word, length) == 0)
            way->range = &ranges[i];
    for (choice += length; *choice == ','; choice += length) {
        choice++;
        length = strcspn(choice, ",");
        if (length == 8 && strncmp(choice, "inverted", length) == 0)
            way->inverted = true;
        else if (length == 10 && strncmp(choice, "transposed", length) == 0)
            way->transposed = true;
        else
            return false;
    }
    return way->range != NULL;
}

enum nn_status feeding_check(const char *choice, struct nn_error *err) {
    struct way way;
    if (parse_choice(&way, choice))
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                        "--input takes 0..1, norm, -1..1 or 0..255, with ,inverted and "
                        ",transposed behind it if need be, not \"%.80s\"",
                        choice);
}

static enum nn_status feed(struct nn_model **fed, const struct nn_model *model,
                           const struct way *way, struct nn_error *err) {
    struct nn_input input = input_of(way);
    char text[80];
    way_text(text, way);
    return nn_model_feed(fed, model, INK_SIDE, INK_SIDE, &input, text, err);
}

/* How a model reads the pictures in one way. */
struct score {
    struct way way;
    bool failed;
    int correct;
    double loss;            /* the mean of losses */
    float *logits, *losses; /* [pictures, classes], [pictures] */
};

/* All ways are tried on the first pictures, and on more those that are best there. */
enum { CHUNK = 8, FIRST_PICTURES = 64, FINALISTS = 4, MIN_PICTURES = 128, MAX_PICTURES = 512 };
static const double max_flops = 6e9; /* of a way on more pictures, or about half a second */

struct trial {
    const struct nn_model *model;
    struct nn_dataset pictures;
    int ways;
    struct score scores[WAYS]; /* the first is of pictures from 0 to 1 as they are */
};

/* Losses of logits divided by a temperature. */
static double loss_at(const struct trial *trial, struct score *score, double temperature) {
    int classes = trial->pictures.classes;
    score->loss = 0;
    for (int n = 0; n < trial->pictures.count; n++) {
        const float *logits = score->logits + (ptrdiff_t)n * classes;
        double max = (double)logits[nn_argmax(logits, classes)], sum = 0;
        for (int c = 0; c < classes; c++)
            sum += exp(((double)logits[c] - max) / temperature);
        double own = ((double)logits[trial->pictures.labels[n]] - max) / temperature;
        /* cppcheck-suppress invalidFunctionArg ; one of the logits is max: 1 or more */
        score->losses[n] = (float)(log(sum) - own);
        score->loss += (double)score->losses[n] / trial->pictures.count;
    }
    return score->loss;
}

/* A range that is k times another makes logits k times as large, or nearly: losses can be compared
 * only at the temperature that is best for each (Guo et al. 2017). Ternary search over its
 * logarithm, in which the loss has one minimum. */
static void calibrate(const struct trial *trial, struct score *score) {
    double low = -6, high = 12;
    for (int i = 0; i < 24; i++) {
        double a = low + (high - low) / 3, b = high - (high - low) / 3;
        if (loss_at(trial, score, exp(a)) < loss_at(trial, score, exp(b)))
            high = b;
        else
            low = a;
    }
    loss_at(trial, score, exp((low + high) / 2));
}

static enum nn_status run(const struct trial *trial, const struct nn_model *fed,
                          struct score *score) {
    int classes = trial->pictures.classes, count = trial->pictures.count;
    struct nn_workspace *workspace = NULL;
    float images[CHUNK * INK_PIXELS];
    enum nn_status status = nn_workspace_create(&workspace, nn_model_spec(fed), CHUNK, NULL);
    for (int n = 0; n < count && !status; n += CHUNK) {
        int part = count - n < CHUNK ? count - n : CHUNK;
        float *logits = score->logits + (ptrdiff_t)n * classes;
        nn_image_to_floats(trial->pictures.images + (ptrdiff_t)n * INK_PIXELS, part * INK_PIXELS,
                           images);
        nn_model_forward(fed, workspace, images, part, logits);
        for (int i = 0; i < part; i++)
            score->correct += nn_argmax(logits + (ptrdiff_t)i * classes, classes) ==
                              trial->pictures.labels[n + i];
    }
    nn_workspace_destroy(workspace);
    return status;
}

static void try_way(void *context, int number, int worker) {
    struct trial *trial = context;
    struct score *score = &trial->scores[number];
    struct nn_model *fed = NULL;
    size_t count = (size_t)trial->pictures.count;
    score->correct = 0;
    score->logits = malloc(count * (size_t)trial->pictures.classes * sizeof *score->logits);
    score->losses = malloc(count * sizeof *score->losses);
    score->failed = !score->logits || !score->losses ||
                    feed(&fed, trial->model, &score->way, NULL) || run(trial, fed, score);
    if (!score->failed)
        calibrate(trial, score);
    nn_model_release(fed);
}

static void forget_scores(struct trial *trial) {
    for (int i = 0; i < trial->ways; i++) {
        free(trial->scores[i].logits);
        free(trial->scores[i].losses);
        trial->scores[i].logits = trial->scores[i].losses = NULL;
    }
}

/* False if there was no memory for some way. */
static bool try_ways(struct trial *trial, struct nn_thread_pool *pool) {
    bool done = true;
    nn_thread_pool_run(pool, trial->ways, try_way, trial);
    for (int i = 0; i < trial->ways; i++)
        done = done && !trial->scores[i].failed;
    return done;
}

/* Leaves the first way and the best of the others. */
static void choose_finalists(struct trial *trial) {
    forget_scores(trial);
    for (int i = 1; i < FINALISTS; i++) {
        int best = i;
        for (int k = i + 1; k < trial->ways; k++)
            best = trial->scores[k].loss < trial->scores[best].loss ? k : best;
        struct score found = trial->scores[best];
        trial->scores[best] = trial->scores[i];
        trial->scores[i] = found;
    }
    trial->ways = FINALISTS;
}

/* How many standard errors the loss of the first is above that of the second. */
static double advantage(const struct trial *trial, const struct score *a, const struct score *b) {
    int count = trial->pictures.count;
    double mean = a->loss - b->loss, squares = 0;
    for (int n = 0; n < count; n++) {
        double off = (double)a->losses[n] - (double)b->losses[n] - mean;
        squares += off * off;
    }
    return mean / sqrt(squares / count / count + 1e-12);
}

/* The way that is clearly better than the first, or the first. */
static const struct score *best_of(const struct trial *trial) {
    static const double clear = 2;
    const struct score *first = &trial->scores[0], *best = first;
    for (int i = 1; i < trial->ways; i++)
        if (trial->scores[i].loss < best->loss)
            best = &trial->scores[i];
    return best->correct >= first->correct && advantage(trial, first, best) > clear ? best : first;
}

static int picture_count(const struct nn_model *model, int available) {
    double count = max_flops / (nn_spec_forward_flops(nn_model_spec(model)) + 1);
    int wanted = count > MAX_PICTURES   ? MAX_PICTURES
                 : count < MIN_PICTURES ? MIN_PICTURES
                                        : (int)count;
    return available < wanted ? available : wanted;
}

/* Finds out how the model reads the pictures best; *untrained: no way is much better than guessing.
 */
static enum nn_status find_way(struct way *way, bool *untrained, const struct nn_model *model,
                               const struct nn_dataset *pictures, struct nn_thread_pool *pool,
                               struct nn_error *err) {
    struct trial *trial = calloc(1, sizeof *trial);
    if (!trial)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to try a model");
    trial->model = model;
    trial->ways = WAYS;
    for (int i = 0; i < WAYS; i++)
        trial->scores[i].way = way_of(i);
    int count = picture_count(model, pictures->count);
    trial->pictures =
        nn_dataset_slice(pictures, 0, count < FIRST_PICTURES ? count : FIRST_PICTURES);
    bool done = try_ways(trial, pool);
    choose_finalists(trial);
    trial->pictures = nn_dataset_slice(pictures, 0, count);
    done = done && try_ways(trial, pool);
    if (done) {
        const struct score *best = best_of(trial);
        *untrained = 3 * best->correct < count;
        *way = *untrained ? way_of(0) : best->way;
    }
    forget_scores(trial);
    free(trial);
    return done ? NN_STATUS_OK : nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to try a model");
}

/* Without pictures to try, the model is fed as any other. */
static enum nn_status try_model(struct way *way, bool *untrained, const struct nn_model *model,
                                const char *folder, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    struct data_set data = {0};
    struct nn_thread_pool *pool = NULL;
    struct nn_error unread;
    const struct class_set classes = model_classes(model);
    enum nn_status status =
        folder ? path_copy(path, folder, &unread) : files_mnist_folder(path, &unread);
    if (status || data_set_peek(&data, path, MAX_PICTURES, &unread))
        return NN_STATUS_OK;
    bool of_its_classes = !data_set_adopt(&data, &classes, path, &unread) &&
                          (folder || class_set_equal(&classes, class_set_digits()));
    if (of_its_classes)
        status = nn_thread_pool_create(&pool, nn_processor_count(), err);
    if (of_its_classes && !status)
        status = find_way(way, untrained, model, &data.train, pool, err);
    nn_thread_pool_destroy(pool);
    data_set_destroy(&data);
    return status;
}

static enum nn_status check_model(const struct nn_model *model, const char *path,
                                  struct nn_error *err) {
    const struct nn_spec *spec = nn_model_spec(model);
    size_t outputs = nn_shape_size(spec->output);
    if (outputs < NN_MIN_CLASSES || outputs > NN_MAX_CLASSES)
        return nn_error_set(err, NN_STATUS_MISMATCH,
                            "%s has %zu output%s: to read drawings it must have one for each of %d "
                            "to %d classes",
                            path, outputs, text_plural((long)outputs), NN_MIN_CLASSES,
                            NN_MAX_CLASSES);
    if (spec->input.channels != 1 || spec->input.height != spec->input.width)
        return nn_error_set(err, NN_STATUS_MISMATCH,
                            "%s takes pictures of %d x %d x %d: to read drawings it must take "
                            "squares of one channel",
                            path, spec->input.height, spec->input.width, spec->input.channels);
    return NN_STATUS_OK;
}

/* Adds a part of the sentence. */
static void say(struct feeding *feeding, const char *format, ...) NN_PRINTF(2, 3);
static void say(struct feeding *feeding, const char *format, ...) {
    size_t length = strlen(feeding->text);
    va_list arguments;
    if (length > 0)
        length += (size_t)snprintf(feeding->text + length, FEEDING_TEXT - length, "; it ");
    va_start(arguments, format);
    vsnprintf(feeding->text + length, FEEDING_TEXT - length, format, arguments);
    va_end(arguments);
}

static void describe(struct feeding *feeding, const struct nn_model *model, const struct way *way,
                     bool chosen) {
    int side = nn_model_spec(model)->input.height;
    char text[80];
    way_text(text, way);
    if (nn_model_metadata_value(model, "quantised"))
        say(feeding, "is quantised, and its values are not rounded here");
    if (side != INK_SIDE)
        say(feeding, "takes pictures of %d x %d, to which they are scaled", side, side);
    if (feeding->untrained)
        say(feeding, "seems untrained, or made for other pictures");
    else if (chosen)
        say(feeding, "is fed %s", text);
    else if (feeding->changed)
        say(feeding, "was trained on %s, and is fed so", text);
}

static bool is_plain(const struct way *way) {
    return way->range == &ranges[0] && !way->inverted && !way->transposed;
}

/* Models that were trained here, or have been tried before, are known to be fed right. */
static bool is_known(const struct nn_model *model) {
    return nn_model_metadata_value(model, "recipe") || nn_model_metadata_value(model, "input");
}

static enum nn_status feed_model(struct nn_model **model, struct feeding *feeding,
                                 const struct way *chosen, const char *folder,
                                 struct nn_error *err) {
    struct way way = way_of(0);
    struct nn_model *fed = NULL;
    enum nn_status status = NN_STATUS_OK;
    if (chosen)
        way = *chosen;
    else if (!is_known(*model))
        status = try_model(&way, &feeding->untrained, *model, folder, err);
    feeding->changed = !is_plain(&way);
    if (!status)
        describe(feeding, *model, &way, chosen != NULL);
    bool same = is_plain(&way) && nn_model_spec(*model)->input.height == INK_SIDE;
    if (status || same)
        return status;
    status = feed(&fed, *model, &way, err);
    if (!status) {
        nn_model_release(*model);
        *model = fed;
    }
    return status;
}

enum nn_status feeding_open_model(struct nn_model **out, struct feeding *feeding, const char *path,
                                  const char *choice, const char *folder, struct nn_error *err) {
    struct nn_model *model = NULL;
    struct way chosen;
    *feeding = (struct feeding){0};
    enum nn_status status = choice ? feeding_check(choice, err) : NN_STATUS_OK;
    if (!status)
        status = nn_model_open(&model, path, err);
    if (status)
        return status;
    status = check_model(model, path, err);
    bool is_choice = choice && parse_choice(&chosen, choice);
    if (!status)
        status = feed_model(&model, feeding, is_choice ? &chosen : NULL, folder, err);
    if (status)
        nn_model_release(model);
    else
        *out = model;
    return status;
}
