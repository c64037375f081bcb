#include "app/core/recipe/sweep.h"

#include <assert.h>
#include <ctype.h>
#include <jansson.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/json_file.h"
#include "app/core/base/json_name.h"
#include "app/core/base/text.h"
#include "app/core/base/uri.h"
#include "nn/rng.h"

enum { MAX_FILE = 1 << 20, MIN_DRAWS = 200 };

/* The file being read, for messages. */
struct source {
    const char *path;
    struct nn_error *err;
};

static enum nn_status bad(const struct source *source, const char *what, const char *name) {
    return nn_error_set(source->err, NN_STATUS_BAD_FILE, "%s: \"%.60s\" %s", source->path, name,
                        what);
}

void sweep_destroy(struct sweep *sweep) {
    if (sweep)
        free(sweep->values);
    free(sweep);
}

/* Names of sweeps and flags become parts of file names and commands. */
static bool is_word(const char *text, size_t capacity) {
    size_t length = strlen(text);
    return length > 0 && length < capacity && text[0] != '-' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
               length;
}

/* The number at a fraction of the way through the range; four digits are enough for a search. */
static void range_text(const struct sweep_flag *flag, double fraction, char text[SWEEP_VALUE]) {
    double number = flag->log ? flag->from * pow(flag->to / flag->from, fraction)
                              : flag->from + (flag->to - flag->from) * fraction;
    snprintf(text, SWEEP_VALUE, flag->whole ? "%.0f" : "%.4g",
             flag->whole ? round(number) : number);
}

static enum nn_status read_value(const struct source *source, const json_t *json, const char *name,
                                 char text[SWEEP_VALUE]) {
    if (json_is_integer(json)) {
        snprintf(text, SWEEP_VALUE, "%" JSON_INTEGER_FORMAT, json_integer_value(json));
    } else if (json_is_real(json)) {
        snprintf(text, SWEEP_VALUE, "%.9g", json_real_value(json));
    } else {
        const char *value = json_string_value(json);
        if (!value || !*value || strlen(value) >= SWEEP_VALUE)
            return bad(source, "has a value that is neither a number nor a string", name);
        for (const char *c = value; *c; c++)
            if ((unsigned char)*c < ' ' || *c == 0x7f)
                return bad(source, "has a value with a control character in it", name);
        strcpy(text, value);
    }
    return NN_STATUS_OK;
}

static bool has_twice(const struct sweep_flag *flag) {
    for (int i = 0; i < flag->count; i++)
        for (int k = 0; k < i; k++)
            if (strcmp(flag->values[i], flag->values[k]) == 0)
                return true;
    return false;
}

static enum nn_status read_list(const struct source *source, const json_t *json,
                                struct sweep_flag *flag) {
    size_t count = json_array_size(json);
    if (count < 1 || count > SWEEP_MAX_VALUES)
        return bad(source, "has no values, or more than 256", flag->name);
    enum nn_status status = NN_STATUS_OK;
    flag->count = (int)count;
    for (size_t i = 0; !status && i < count; i++)
        status = read_value(source, json_array_get(json, i), flag->name, flag->values[i]);
    if (!status && has_twice(flag))
        status = bad(source, "has the same value twice", flag->name);
    return status;
}

static enum nn_status read_steps(const struct source *source, const json_t *steps,
                                 struct sweep_flag *flag) {
    json_int_t count = json_integer_value(steps);
    if (count < 2 || count > SWEEP_MAX_VALUES)
        return bad(source, "is a range of a grid: it needs \"steps\" from 2 to 256", flag->name);
    flag->count = (int)count;
    for (int i = 0; i < flag->count; i++)
        range_text(flag, i / (double)(count - 1), flag->values[i]);
    if (has_twice(flag))
        return bad(source, "has more steps than there are numbers in its range", flag->name);
    return NN_STATUS_OK;
}

static enum nn_status read_range(const struct source *source, const json_t *json, bool random,
                                 struct sweep_flag *flag) {
    const json_t *steps = NULL;
    int log = false;
    if (json_unpack_ex((json_t *)json, NULL, JSON_STRICT, "{s:F, s:F, s?b, s?o}", "from",
                       &flag->from, "to", &flag->to, "log", &log, "steps", &steps) != 0)
        return bad(source, "is not a range: {\"from\": 0.001, \"to\": 0.1, \"log\": true}",
                   flag->name);
    flag->log = log;
    flag->whole = json_is_integer(json_object_get(json, "from")) &&
                  json_is_integer(json_object_get(json, "to"));
    if (!(flag->from < flag->to) || (flag->log && flag->from <= 0))
        return bad(source, "is a range that does not go up, or a log range not above 0",
                   flag->name);
    if (!random)
        return read_steps(source, steps, flag);
    return steps ? bad(source, "has \"steps\", which a random search does not take", flag->name)
                 : NN_STATUS_OK;
}

static enum nn_status read_values(const struct source *source, const json_t *json, bool random,
                                  struct sweep_flag *flag) {
    if (json_is_array(json))
        return read_list(source, json, flag);
    if (json_is_object(json))
        return read_range(source, json, random, flag);
    flag->count = 1;
    return read_value(source, json, flag->name, flag->values[0]);
}

static enum nn_status decode_values(const struct source *source, struct sweep_flag *flag) {
    for (int i = 0; i < flag->count; i++)
        if (!uri_decode(flag->values[i], SWEEP_VALUE, flag->values[i]))
            return bad(source, "has a value that is not percent-encoded", flag->name);
    flag->name[strlen(flag->name) - strlen(JSON_NAME_ENCODED)] = '\0';
    return NN_STATUS_OK;
}

static enum nn_status read_flag(const struct source *source, const char *name, const json_t *json,
                                bool random, struct sweep_flag *flag) {
    if (!is_word(name, SWEEP_FLAG))
        return bad(source, "is not the name of a flag", name);
    strcpy(flag->name, name);
    enum nn_status status = read_values(source, json, random, flag);
    return !status && text_ends_with(name, JSON_NAME_ENCODED) ? decode_values(source, flag)
                                                              : status;
}

static enum nn_status read_flags(const struct source *source, const json_t *json, bool random,
                                 struct sweep *sweep) {
    const char *name;
    json_t *value;
    size_t count = json_object_size(json);
    if (count < 1 || count > SWEEP_MAX_FLAGS)
        return bad(source, "must have from 1 to 16 flags of inkling train", "flags");
    json_object_foreach((json_t *)json, name, value) {
        enum nn_status status =
            read_flag(source, name, value, random, &sweep->flags[sweep->flag_count++]);
        if (status)
            return status;
    }
    return NN_STATUS_OK;
}

static enum nn_status make_runs(const struct source *source, struct sweep *sweep, double count) {
    if (count > SWEEP_MAX_RUNS)
        return nn_error_set(source->err, NN_STATUS_BAD_FILE,
                            "%s has %.0f runs: a sweep can have up to %d", source->path, count,
                            SWEEP_MAX_RUNS);
    sweep->run_count = (int)count;
    sweep->values = calloc((size_t)count, sizeof *sweep->values);
    return sweep->values
               ? NN_STATUS_OK
               : nn_error_set(source->err, NN_STATUS_NO_MEMORY, "no memory for %s", source->path);
}

/* How many different runs there are, at most. */
static double combinations(const struct sweep *sweep) {
    double product = 1;
    for (int f = 0; f < sweep->flag_count; f++) {
        const struct sweep_flag *flag = &sweep->flags[f];
        double in_range = flag->whole ? flag->to - flag->from + 1 : (double)INFINITY;
        product *= flag->count > 0 ? flag->count : in_range;
    }
    return product;
}

static enum nn_status make_grid(const struct source *source, struct sweep *sweep) {
    enum nn_status status = make_runs(source, sweep, combinations(sweep));
    assert(status || sweep->values);
    for (int run = 0; !status && run < sweep->run_count; run++)
        for (int f = sweep->flag_count - 1, left = run; f >= 0; f--) {
            strcpy(sweep->values[run][f], sweep->flags[f].values[left % sweep->flags[f].count]);
            left /= sweep->flags[f].count;
        }
    return status;
}

static bool was_drawn_before(const struct sweep *sweep, int run) {
    for (int i = 0; i < run; i++) {
        int same = 0;
        while (same < sweep->flag_count &&
               strcmp(sweep->values[i][same], sweep->values[run][same]) == 0)
            same++;
        if (same == sweep->flag_count)
            return true;
    }
    return false;
}

static double uniform(struct nn_rng *rng) {
    return (double)(nn_rng_next(rng) >> 11) * 0x1p-53;
}

static void draw_run(struct sweep *sweep, int run, struct nn_rng *rng) {
    for (int f = 0; f < sweep->flag_count; f++) {
        const struct sweep_flag *flag = &sweep->flags[f];
        if (flag->count > 0)
            strcpy(sweep->values[run][f], flag->values[nn_rng_below(rng, (uint32_t)flag->count)]);
        else
            range_text(flag, uniform(rng), sweep->values[run][f]);
    }
}

static enum nn_status make_random(const struct source *source, struct sweep *sweep,
                                  const json_t *json) {
    const json_t *count = json_object_get(json, "count"), *seed = json_object_get(json, "seed");
    if (json_integer_value(count) < 1)
        return bad(source, "must say how many runs a random search draws", "count");
    if (seed && (!json_is_integer(seed) || json_integer_value(seed) < 0))
        return bad(source, "must be a whole number, 0 or more", "seed");
    double different = combinations(sweep);
    if ((double)json_integer_value(count) > different)
        return nn_error_set(source->err, NN_STATUS_BAD_FILE,
                            "%s: \"count\" asks for more runs than there are different ones: %.0f",
                            source->path, different);
    enum nn_status status = make_runs(source, sweep, (double)json_integer_value(count));
    assert(status || sweep->values);
    for (int run = 0; !status && run < sweep->run_count; run++) {
        /* Each run has its own random numbers: a larger count only adds runs. */
        struct nn_rng rng =
            nn_rng_stream((uint64_t)json_integer_value(seed), NN_RNG_SWEEP, (uint64_t)run);
        /* The last combination that is left comes up once in so many draws as there are runs. */
        int draws = 0, max_draws = MIN_DRAWS + 40 * run;
        do
            draw_run(sweep, run, &rng);
        while (was_drawn_before(sweep, run) && ++draws < max_draws);
        if (draws == max_draws)
            status = bad(source, "asks for more runs than there are different ones", "count");
    }
    return status;
}

static enum nn_status fill(const struct source *source, const json_t *json, struct sweep *sweep) {
    const char *search = json_string_value(json_object_get(json, "search"));
    const char *name = json_string_value(json_object_get(json, "name"));
    bool random = search && strcmp(search, "random") == 0;
    if (!name || !is_word(name, sizeof sweep->name))
        return bad(source, "must be a short name of letters, digits, - and _", "name");
    if (!random && (!search || strcmp(search, "grid") != 0))
        return bad(source, "must be \"grid\" or \"random\"", "search");
    const json_t *any;
    if (json_unpack_ex((json_t *)json, NULL, JSON_STRICT,
                       random ? "{s?o, s?o, s?o, s?o, s?o}" : "{s?o, s?o, s?o}", "name", &any,
                       "search", &any, "flags", &any, "count", &any, "seed", &any) != 0)
        return nn_error_set(source->err, NN_STATUS_BAD_FILE,
                            "%s has a member that a %s search does not take: it takes name, "
                            "search, flags%s",
                            source->path, search, random ? ", count, seed" : "");
    strcpy(sweep->name, name);
    enum nn_status status = read_flags(source, json_object_get(json, "flags"), random, sweep);
    if (status)
        return status;
    return random ? make_random(source, sweep, json) : make_grid(source, sweep);
}

enum nn_status sweep_read(struct sweep **out, const char *path, struct nn_error *err) {
    const struct source source = {path, err};
    json_t *json = NULL;
    enum nn_status status = json_file_read(&json, path, MAX_FILE, err);
    if (status)
        return status;
    struct sweep *sweep = calloc(1, sizeof *sweep);
    status = sweep ? fill(&source, json, sweep)
                   : nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for %s", path);
    json_decref(json);
    if (status)
        sweep_destroy(sweep);
    else
        *out = sweep;
    return status;
}

static uint64_t hash(uint64_t key, const char *text) {
    do
        key = nn_rng_mix(key + (unsigned char)*text);
    while (*text++);
    return key;
}

/* Everything but letters, digits and dots becomes a hyphen. */
static void add_words(char name[SWEEP_RUN_NAME], size_t capacity, const char *flag,
                      const char *value) {
    size_t length = strlen(name);
    snprintf(name + length, capacity - length, "-%s%s", flag, value);
    for (char *c = name + length; *c; c++)
        if (!isalnum((unsigned char)*c) && *c != '.')
            *c = '-';
}

/* The hash has this many hexadecimal digits, and the words before it this capacity. */
static void make_name(const struct sweep *sweep, int run, int digits, size_t capacity,
                      char name[SWEEP_RUN_NAME]) {
    uint64_t key = 0;
    snprintf(name, SWEEP_RUN_NAME, "%s", sweep->name);
    for (int f = 0; f < sweep->flag_count; f++) {
        const struct sweep_flag *flag = &sweep->flags[f];
        key = hash(hash(key, flag->name), sweep->values[run][f]);
        if (flag->count != 1)
            add_words(name, capacity, flag->name, sweep->values[run][f]);
    }
    size_t length = strlen(name);
    snprintf(name + length, SWEEP_RUN_NAME - length, "-%0*llx", digits,
             (unsigned long long)(key >> (64 - 4 * digits)));
}

void sweep_run_name(const struct sweep *sweep, int run, char name[SWEEP_RUN_NAME]) {
    make_name(sweep, run, 12, SWEEP_RUN_NAME - 13, name);
}

void sweep_run_old_name(const struct sweep *sweep, int run, char name[SWEEP_RUN_NAME]) {
    make_name(sweep, run, 6, SWEEP_RUN_NAME - 8, name);
}
