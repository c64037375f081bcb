#include "app/core/ink/drawing.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/core/base/array.h"
#include "app/core/base/json_file.h"
#include "app/core/base/text.h"
#include "app/core/ink/stroke_list.h"
#include "nn/file.h"
#include "nn/formats/json_text.h"

/* Limits of a drawing: all its points are read in less than a tenth of a second. */
enum { MAX_STROKES = 1000, MAX_POINTS = 100000, MAX_LINE = 1 << 23 };

/* More than a hand draws (weigh). */
enum { ENOUGH_POINTS = 5000 };

/* The side of the box that saved drawings state. */
static const double saved_side = 1000;

struct drawing_file {
    FILE *file;
    char *path;
    float brush;
    int line_number;
    bool found_any;
    char *line;
    int line_capacity;
    size_t points; /* of all strokes read */
    struct stroke_list strokes;
    struct ink_picture picture;
    struct drawing drawing;
};

bool drawing_is_file_name(const char *path) {
    return text_ends_with(path, ".ndjson") || text_ends_with(path, ".jsonl");
}

bool drawing_is_blank(const struct drawing *drawing) {
    return drawing->strokes.count == 0 && !drawing->picture;
}

void drawing_to_ink(const struct drawing *drawing, struct ink_picture *picture) {
    if (drawing->picture)
        *picture = *drawing->picture;
    else
        ink_picture_from_strokes(&drawing->strokes, picture);
}

bool drawing_is_number(const struct drawing *drawing) {
    static const char digits[] = "0123456789";
    const char *rest = drawing->word;
    while (true) {
        size_t row = strspn(rest, digits);
        rest += row;
        if (row == 0 || *rest != ' ')
            return row > 0 && *rest == '\0';
        rest++;
    }
}

static enum nn_status no_memory(const char *name, struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", name);
}

/* Takes ownership of stream; NULL gives the error in errno. */
static enum nn_status open_stream(struct drawing_file **out, FILE *stream, const char *name,
                                  float brush, struct nn_error *err) {
    if (!stream)
        return nn_error_set(err, NN_STATUS_IO, "cannot open %s: %s", name, strerror(errno));
    struct drawing_file *file = calloc(1, sizeof *file);
    if (file)
        file->path = strdup(name);
    if (!file || !file->path) {
        fclose(stream);
        free(file);
        return no_memory(name, err);
    }
    file->brush = brush;
    file->file = stream;
    *out = file;
    return NN_STATUS_OK;
}

static enum nn_status open_kind(struct drawing_file **file, const char *path,
                                enum nn_file_kind kind, float brush, struct nn_error *err) {
    int fd;
    enum nn_status status = nn_file_open(&fd, path, kind, err);
    return status ? status : open_stream(file, fdopen(fd, "r"), path, brush, err);
}

enum nn_status drawing_file_open(struct drawing_file **file, const char *path, float brush,
                                 struct nn_error *err) {
    return open_kind(file, path, NN_FILE_REGULAR, brush, err);
}

enum nn_status drawing_file_open_stream(struct drawing_file **file, const char *path, float brush,
                                        struct nn_error *err) {
    return open_kind(file, path, NN_FILE_STREAM, brush, err);
}

enum nn_status drawing_file_open_text(struct drawing_file **file, const char *text,
                                      const char *name, float brush, struct nn_error *err) {
    /* fmemopen does not write to what it opens for reading. */
    return open_stream(file, fmemopen((char *)text, strlen(text), "r"), name, brush, err);
}

void drawing_file_close(struct drawing_file *file) {
    if (!file)
        return;
    fclose(file->file);
    stroke_list_deinit(&file->strokes);
    free(file->line);
    free(file->path);
    free(file);
}

static enum nn_status bad(const struct drawing_file *file, const char *what, struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "line %d of %s is not a drawing: %s; correct or remove the line",
                        file->line_number, file->path, what);
}

/* What a drawing has too much of to be read, and so to be written; NULL if nothing. */
static const char *excess(size_t strokes, size_t points) {
    return strokes > MAX_STROKES ? "it has more than 1,000 strokes"
           : points > MAX_POINTS ? "it has more than 100,000 points"
                                 : NULL;
}

/* The mapping from the drawing's own box, fitted and centred, to canvas units. */
struct fit {
    double scale, left, top;
};

static bool read_box(const json_t *canvas, struct fit *fit) {
    double width = 256, height = 256; /* the box of Quick, Draw!, which does not state it */
    if (canvas) {
        width = json_number_value(json_array_get(canvas, 0));
        height = json_number_value(json_array_get(canvas, 1));
    }
    if (!(width > 0 && width < 1e6 && height > 0 && height < 1e6))
        return false;
    fit->scale = 1 / fmax(width, height);
    fit->left = (1 - width * fit->scale) / 2;
    fit->top = (1 - height * fit->scale) / 2;
    return true;
}

/* Strokes may leave the canvas, but by no more than this times its side. */
static const double max_coordinate = 100;

static bool read_point(const json_t *xs, const json_t *ys, size_t i, const struct fit *fit,
                       struct point *point) {
    const json_t *x = json_array_get(xs, i), *y = json_array_get(ys, i);
    if (!json_is_number(x) || !json_is_number(y))
        return false;
    double px = fit->left + json_number_value(x) * fit->scale;
    double py = fit->top + json_number_value(y) * fit->scale;
    if (!(fabs(px) <= max_coordinate && fabs(py) <= max_coordinate))
        return false;
    *point = (struct point){(float)px, (float)py};
    return true;
}

static enum nn_status read_stroke(struct drawing_file *file, const json_t *json,
                                  const struct fit *fit, struct nn_error *err) {
    const json_t *xs = json_array_get(json, 0), *ys = json_array_get(json, 1);
    const json_t *times = json_array_get(json, 2);
    size_t lists = json_array_size(json), count = json_array_size(xs);
    if (count < 1 || json_array_size(ys) != count || lists > 3 ||
        (times && json_array_size(times) != count))
        return bad(file, "a stroke needs as many x as y (and times), at least one", err);
    file->points += count;
    if (excess(0, file->points))
        return bad(file, excess(0, file->points), err);
    struct point *points = malloc(count * sizeof *points);
    if (!points)
        return no_memory(file->path, err);
    enum nn_status status = NN_STATUS_OK;
    for (size_t i = 0; i < count && !status; i++)
        if (!read_point(xs, ys, i, fit, &points[i]))
            status = bad(file, "a coordinate is not a number in bounds", err);
    struct stroke stroke = {file->brush, (int)count, points};
    if (!status && !stroke_list_add_copy(&file->strokes, &stroke))
        status = no_memory(file->path, err);
    free(points);
    return status;
}

/* How much there is to draw, in points: every one costs time wherever strokes are drawn, and the
 * way from one to the next the more the longer it is. `points` is space for the longest stroke. */
static float weigh(const struct stroke_list *strokes, float apart, int every,
                   struct point *points) {
    const float points_a_side = 25;
    float weight = 0;
    for (int i = 0; i < strokes->count; i++) {
        int count = stroke_thin(strokes->items[i], apart, every, points);
        struct stroke thin = {.count = count, .points = points};
        weight += (float)count + points_a_side * stroke_length(&thin);
    }
    return weight;
}

/* Thins a drawing of more points, or longer lines, than a hand draws. Nobody sees a twentieth of a
 * pixel of the network's picture; ink that is too much even so covers what it covers many times,
 * and fewer of its points still do. */
static enum nn_status thin(struct drawing_file *file, struct nn_error *err) {
    struct point *points = malloc(file->points * sizeof *points);
    struct stroke_list thin = {0};
    struct box box;
    bool fits = true;
    if (!points)
        return no_memory(file->path, err);
    strokes_bounds(&(struct strokes){file->strokes.count, file->strokes.items}, &box);
    float apart = fminf(fmaxf(box.right - box.left, box.bottom - box.top), 1) / (20 * INK_BOX);
    int every = 1;
    bool much = weigh(&file->strokes, 0, every, points) > ENOUGH_POINTS;
    while (much && weigh(&file->strokes, apart, every, points) > ENOUGH_POINTS)
        every *= 2;
    for (int i = 0; i < file->strokes.count && much && fits; i++) {
        int count = stroke_thin(file->strokes.items[i], apart, every, points);
        fits = stroke_list_add_copy(&thin, &(struct stroke){file->brush, count, points});
    }
    free(points);
    stroke_list_deinit(much && fits ? &file->strokes : &thin);
    if (much && fits)
        file->strokes = thin;
    return fits ? NN_STATUS_OK : no_memory(file->path, err);
}

/* False if the text is not two hexadecimal digits for each pixel, one of them ink. */
static bool read_pixels(struct ink_picture *picture, const json_t *json) {
    const char *text = json_string_value(json);
    if (!text || json_string_length(json) != 2 * INK_PIXELS ||
        strspn(text, "0123456789abcdef") != 2 * INK_PIXELS)
        return false;
    *picture = (struct ink_picture){.blank = true};
    for (int i = 0; i < INK_PIXELS; i++) {
        char pair[] = {text[2 * i], text[2 * i + 1], '\0'};
        picture->pixels[i] = (uint8_t)strtoul(pair, NULL, 16);
        picture->blank = picture->blank && picture->pixels[i] == 0;
    }
    return !picture->blank;
}

static enum nn_status read_drawing(struct drawing_file *file, const json_t *json,
                                   struct nn_error *err) {
    const json_t *pixels = json_object_get(json, "pixels");
    const json_t *drawing = json_object_get(json, "drawing");
    const json_t *word = json_object_get(json, "word");
    size_t count = json_array_size(drawing);
    struct fit fit;
    if (!json_is_array(drawing))
        return bad(file, "it has no list \"drawing\" of strokes", err);
    if (excess(count, 0))
        return bad(file, excess(count, 0), err);
    if (!read_box(json_object_get(json, "canvas"), &fit))
        return bad(file, "\"canvas\" is not a width and a height in bounds", err);
    if (word && (!json_is_string(word) || json_string_length(word) >= DRAWING_MAX_WORD))
        return bad(file, "\"word\" is not a short string", err);
    if (pixels && (count > 0 || !read_pixels(&file->picture, pixels)))
        return bad(file, "\"pixels\" are not 28 x 28 of ink in place of strokes", err);
    stroke_list_deinit(&file->strokes);
    file->points = 0;
    enum nn_status status = NN_STATUS_OK;
    for (size_t i = 0; i < count && !status; i++)
        status = read_stroke(file, json_array_get(drawing, i), &fit, err);
    if (!status && file->points > 0)
        status = thin(file, err);
    if (status)
        return status;
    strcpy(file->drawing.word, word ? json_string_value(word) : "");
    file->drawing.strokes = (struct strokes){file->strokes.count, file->strokes.items};
    file->drawing.picture = pixels ? &file->picture : NULL;
    return NN_STATUS_OK;
}

/* The mark is no part of the first drawing's line, which may be copied to another place. */
static void drop_mark(struct drawing_file *file, size_t *length) {
    size_t mark = json_file_mark_length(file->line, *length);
    *length -= mark;
    memmove(file->line, file->line + mark, *length + 1);
}

/* Reads to the end of the line or of the file, or just past the longest allowed line: not every
 * file has an end. The buffer has space for one more character and a zero. */
static enum nn_status read_line(struct drawing_file *file, size_t *length, struct nn_error *err) {
    int c = 0;
    file->line_number++;
    for (*length = 0; c != '\n' && *length <= MAX_LINE; file->line[(*length)++] = (char)c) {
        char *line = array_reserve(file->line, &file->line_capacity, (int)*length + 2, 1);
        if (!line)
            return no_memory(file->path, err);
        file->line = line;
        c = getc_unlocked(file->file);
        if (c == EOF)
            break;
    }
    file->line[*length] = '\0';
    if (c == EOF && ferror(file->file))
        return nn_error_set(err, NN_STATUS_IO, "cannot read %s: %s", file->path, strerror(errno));
    if (*length > MAX_LINE)
        return bad(file, "it is longer than 8 million characters", err);
    if (file->line_number == 1)
        drop_mark(file, length);
    return NN_STATUS_OK;
}

/* Reads the next line that is not blank; its length is 0 at the end. */
static enum nn_status next_line(struct drawing_file *file, size_t *length, struct nn_error *err) {
    enum nn_status status;
    do
        status = read_line(file, length, err);
    while (!status && *length > 0 && strspn(file->line, " \t\r\n") == *length);
    return status;
}

/* As many as a drawing can have: parsing what has more would take seconds and gigabytes. */
enum { MAX_COMMAS = 3 * MAX_POINTS + 3 * MAX_STROKES + 100 };

static int count_commas(const char *line, size_t length) {
    int count = 0;
    for (size_t i = 0; i < length; i++)
        count += line[i] == ',';
    return count;
}

enum nn_status drawing_file_next(struct drawing_file *file, const struct drawing **drawing,
                                 struct nn_error *err) {
    size_t length = 0;
    *drawing = NULL;
    enum nn_status status = next_line(file, &length, err);
    if (status)
        return status;
    if (length == 0 && !file->found_any)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s contains no drawing", file->path);
    if (length == 0)
        return NN_STATUS_OK;
    file->found_any = true;
    /* jansson accepts one after a number; the line could not be written back unchanged. */
    if (memchr(file->line, '\0', length))
        return bad(file, "it contains a zero byte", err);
    if (count_commas(file->line, length) > MAX_COMMAS)
        return bad(file, excess(0, MAX_POINTS + 1), err);
    json_error_t reason;
    json_t *json = NULL;
    status = nn_json_parse(&json, file->line, length, &reason);
    if (status == NN_STATUS_NO_MEMORY)
        return no_memory(file->path, err);
    status = json_is_object(json) ? read_drawing(file, json, err)
                                  : bad(file, json ? "it is not a JSON object" : reason.text, err);
    json_decref(json);
    if (!status)
        *drawing = &file->drawing;
    return status;
}

const char *drawing_file_line(const struct drawing_file *file) {
    return file->line;
}

bool drawing_file_is_over(const struct drawing_file *file) {
    return feof(file->file) || ferror(file->file);
}

double drawing_file_fraction(const struct drawing_file *file) {
    struct stat info;
    long at = ftell(file->file);
    bool regular = fstat(fileno(file->file), &info) == 0 && S_ISREG(info.st_mode);
    return at > 0 && regular ? fmin((double)at / (double)info.st_size, 1) : 0;
}

/* NULL without memory. */
static json_t *stroke_json(const struct stroke *stroke) {
    json_t *xs = json_array(), *ys = json_array();
    bool fits = true;
    for (int i = 0; i < stroke->count && fits; i++) {
        struct point p = stroke->points[i];
        fits = !json_array_append_new(xs, json_real((double)p.x * saved_side)) &&
               !json_array_append_new(ys, json_real((double)p.y * saved_side));
    }
    json_t *both = json_pack("[o, o]", xs, ys);
    if (fits)
        return both;
    json_decref(both);
    return NULL;
}

static enum nn_status check_size(const struct strokes *strokes, struct nn_error *err) {
    size_t points = 0;
    for (int i = 0; i < strokes->count; i++)
        points += (size_t)strokes->items[i]->count;
    const char *too_much = excess((size_t)strokes->count, points);
    return too_much ? nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                                   "this drawing cannot be saved, for it could not be read again: "
                                   "%s; undo or erase some",
                                   too_much)
                    : NN_STATUS_OK;
}

/* Adds the picture, if the drawing is one. False without memory. */
static bool add_pixels(json_t *json, const struct ink_picture *picture) {
    char text[2 * INK_PIXELS + 1];
    for (int i = 0; picture && i < INK_PIXELS; i++)
        snprintf(text + 2 * i, 3, "%02x", picture->pixels[i]);
    return !picture || json_object_set_new(json, "pixels", json_string(text)) == 0;
}

enum nn_status drawing_line(char **line, const struct drawing *drawing, struct nn_error *err) {
    enum nn_status status = check_size(&drawing->strokes, err);
    if (status)
        return status;
    json_t *strokes = json_array();
    bool fits = true;
    for (int i = 0; i < drawing->strokes.count && fits; i++)
        fits = !json_array_append_new(strokes, stroke_json(drawing->strokes.items[i]));
    json_t *json = json_pack("{s:s, s:[f, f], s:o}", "word", drawing->word, "canvas", saved_side,
                             saved_side, "drawing", strokes);
    fits = fits && add_pixels(json, drawing->picture);
    char *text = json && fits ? json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(6)) : NULL;
    json_decref(json);
    size_t length = text ? strlen(text) : 0;
    *line = text ? realloc(text, length + 2) : NULL;
    if (!*line) {
        free(text);
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to save the drawing");
    }
    memcpy(*line + length, "\n", 2);
    return NN_STATUS_OK;
}

enum nn_status drawing_save(const struct drawing *drawing, const char *path, struct nn_error *err) {
    char *line = NULL;
    enum nn_status status = drawing_line(&line, drawing, err);
    if (!status)
        status = nn_file_write(path, line, strlen(line), err);
    free(line);
    return status;
}
