/* Rows of numbers: a label, first or last, and the pixels of a square picture, row by row. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/core/base/text.h"
#include "app/core/data/byte_source.h"
#include "app/core/data/class_names.h"
#include "app/core/data/folder_list.h"

enum { MAX_LINE = 1 << 20, MAX_SIDE = 128, MAX_COLUMNS = MAX_SIDE * MAX_SIDE + 1, PROBED = 500 };

/* The lines of a file, one at a time. */
struct lines {
    struct byte_source *source;
    char *buffer; /* [MAX_LINE + 1] */
    size_t begin, end;
    long number; /* of the line, from 1 */
    bool over;
};

static void close_lines(struct lines *lines) {
    byte_source_close(lines->source);
    free(lines->buffer);
}

static enum nn_status open_lines(struct lines *lines, const char *path, struct nn_error *err) {
    *lines = (struct lines){.buffer = malloc(MAX_LINE + 1)};
    if (!lines->buffer)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", path);
    enum nn_status status = byte_source_open(&lines->source, path, err);
    if (status)
        close_lines(lines);
    return status;
}

/* Reads on behind what is left in the buffer. */
static enum nn_status fill(struct lines *lines, struct nn_error *err) {
    size_t left = lines->end - lines->begin, got;
    memmove(lines->buffer, lines->buffer + lines->begin, left);
    lines->begin = 0;
    lines->end = left;
    enum nn_status status =
        byte_source_read(lines->source, lines->buffer + left, MAX_LINE - left, &got, err);
    lines->end += status ? 0 : got;
    lines->over = got < MAX_LINE - left;
    return status;
}

/* *line is NULL after the last; otherwise it ends with a zero in place of its line break. */
static enum nn_status next_line(struct lines *lines, char **line, struct nn_error *err) {
    char *begin = lines->buffer + lines->begin;
    char *end = memchr(begin, '\n', lines->end - lines->begin);
    enum nn_status status = NN_STATUS_OK;
    *line = NULL;
    if (!end && !lines->over) {
        status = fill(lines, err);
        begin = lines->buffer;
        end = status ? NULL : memchr(begin, '\n', lines->end);
    }
    if (status || (!end && lines->begin == lines->end))
        return status;
    lines->number++;
    if (!end && !lines->over)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "line %ld of %s is longer than %d bytes",
                            lines->number, byte_source_path(lines->source), MAX_LINE);
    end = end ? end : lines->buffer + lines->end;
    lines->begin = (size_t)(end - lines->buffer) + (end < lines->buffer + lines->end);
    *end = '\0';
    if (end > begin && end[-1] == '\r')
        end[-1] = '\0';
    *line = begin;
    return NN_STATUS_OK;
}

/* How a file's rows are built. */
struct layout {
    int columns, side; /* side: 0 if the columns are no square and a label */
    bool header, label_last;
    float scale; /* 255 for pixels from 0 to 1, else 1 */
};

static bool separates(char letter) {
    return letter == ',' || letter == ';' || letter == '\t';
}

/* Parses a number that ends at a separator, possibly in quotes, and moves *at behind it. False if
 * there is none. */
static bool parse_number(float *number, char **at) {
    char *from = *at;
    double value = 0, scale = 1, power = 0;
    bool quoted = *from == '"' || *from == '\'';
    from += quoted;
    from += strspn(from, " ");
    if (!isdigit((unsigned char)*from))
        return false;
    for (; isdigit((unsigned char)*from); from++)
        value = 10 * value + (*from - '0');
    if (*from == '.')
        for (from++; isdigit((unsigned char)*from); from++, scale *= 10)
            value = 10 * value + (*from - '0');
    if (*from == 'e' || *from == 'E') /* numbers near 0 are written so */
        power = (double)strtol(from + 1, &from, 10);
    from += quoted && (*from == '"' || *from == '\'');
    from += strspn(from, " ");
    if (*from && !separates(*from))
        return false;
    *number = (float)(value / scale * pow(10, power));
    *at = *from ? from + 1 : from;
    return isfinite(*number);
}

/* The line without the byte order mark with which a file may begin. */
static char *row_of(const struct lines *lines, char *line) {
    return line + (lines->number == 1 && strncmp(line, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);
}

/* Parses a row of numbers; -1 if it has something else, or more than MAX_COLUMNS. */
static int parse_row(float values[MAX_COLUMNS], char *line) {
    int count = 0;
    while (*line) {
        if (count == MAX_COLUMNS || !parse_number(&values[count], &line))
            return -1;
        count++;
    }
    return count;
}

static int count_columns(const char *line) {
    int count = 1;
    for (; *line; line++)
        count += separates(*line);
    return count;
}

/* A header may be numbers: pandas writes equal names as 0, 0.1, 0.2, ... */
static bool is_numbered(const char *line) {
    static const char beginning[] = "0,0.1,0.2,0.3,";
    return strncmp(line, beginning, sizeof beginning - 1) == 0;
}

/* 1 if the name of the last column is one for labels, 0 for the first, -1 if neither is. */
static int named_label(const char *header) {
    static const char *const names[] = {"label", "class", "target", "y", "digit"};
    const char *last = header + strlen(header);
    while (last > header && !separates(last[-1]))
        last--;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]), quote = *header == '"', last_quote = *last == '"';
        if (strncasecmp(header + quote, names[i], length) == 0)
            return 0;
        if (strncasecmp(last + last_quote, names[i], length) == 0)
            return 1;
    }
    return -1;
}

/* What the first rows show. */
struct probe {
    int columns, named;
    bool header, first_seen[UINT8_MAX + 1], last_seen[UINT8_MAX + 1];
    bool first_bad, last_bad;       /* has something that is no label */
    float max, first_max, last_max; /* of the columns between, and of both ends */
};

static void note_end(bool seen[UINT8_MAX + 1], bool *bad, float value) {
    if (value > UINT8_MAX || value != floorf(value))
        *bad = true;
    else
        seen[(int)value] = true;
}

/* How many kinds of values were seen; 0 if they are no labels. */
static int count_kinds(const bool seen[UINT8_MAX + 1], bool bad) {
    int count = 0;
    for (int i = 0; i <= UINT8_MAX; i++)
        count += seen[i];
    return bad || count > CLASS_SET_MAX ? 0 : count;
}

static void note_row(struct probe *probe, const float *values) {
    int last = probe->columns - 1;
    note_end(probe->first_seen, &probe->first_bad, values[0]);
    note_end(probe->last_seen, &probe->last_bad, values[last]);
    probe->first_max = fmaxf(probe->first_max, values[0]);
    probe->last_max = fmaxf(probe->last_max, values[last]);
    for (int i = 1; i < last; i++)
        probe->max = fmaxf(probe->max, values[i]);
}

static enum nn_status bad_row(const struct lines *lines, const char *what, struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_BAD_FILE, "line %ld of %s %s", lines->number,
                        byte_source_path(lines->source), what);
}

/* A picture's edges hardly change: labels are in the column with more kinds of values. */
static void conclude(struct layout *layout, const struct probe *probe) {
    int first = count_kinds(probe->first_seen, probe->first_bad);
    int last = count_kinds(probe->last_seen, probe->last_bad);
    int side = (int)lround(sqrt(probe->columns - 1));
    bool label_last = probe->named >= 0 ? probe->named == 1 : last > first;
    float max = fmaxf(probe->max, label_last ? probe->first_max : probe->last_max);
    *layout = (struct layout){
        .columns = probe->columns,
        .side = side >= DATA_PART_MIN_SIDE && side * side == probe->columns - 1 ? side : 0,
        .header = probe->header,
        .label_last = label_last,
        .scale = max <= 1 ? 255 : 1,
    };
}

static enum nn_status probe_lines(struct layout *layout, struct lines *lines, float *values,
                                  struct nn_error *err) {
    struct probe probe = {.named = -1};
    char *line = NULL;
    enum nn_status status = NN_STATUS_OK;
    for (int rows = 0; rows < PROBED && !(status = next_line(lines, &line, err)) && line; rows++) {
        bool first = lines->number == 1;
        char *row = row_of(lines, line);
        if (first) {
            probe.columns = count_columns(row);
            probe.named = named_label(row);
            probe.header = is_numbered(row) || parse_row(values, row) < 0;
        }
        if (!*row || (first && probe.header))
            continue;
        if (parse_row(values, row) != probe.columns)
            break; /* which reading them all says */
        note_row(&probe, values);
    }
    conclude(layout, &probe);
    return status;
}

static enum nn_status probe_file(struct layout *layout, const char *path, float *values,
                                 struct nn_error *err) {
    struct lines lines;
    enum nn_status status = open_lines(&lines, path, err);
    if (status)
        return status;
    status = probe_lines(layout, &lines, values, err);
    close_lines(&lines);
    if (status || layout->side)
        return status;
    if (layout->columns == 0)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s is empty", path);
    int side = (int)lround(sqrt(layout->columns));
    if (side * side == layout->columns && side >= DATA_PART_MIN_SIDE)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s has %d columns, which are the pixels of pictures without a column "
                            "for their labels",
                            path, layout->columns);
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "%s has %d columns: a label and the pixels of a square picture are "
                        "expected, such as 785 for %d x %d",
                        path, layout->columns, INK_SIDE, INK_SIDE);
}

/* A row that is in memory, to a picture. */
static enum nn_status add_row(struct data_part *part, const struct lines *lines,
                              const struct layout *layout, const float *values,
                              struct nn_error *err) {
    uint8_t pixels[MAX_SIDE * MAX_SIDE];
    float label = values[layout->label_last ? layout->columns - 1 : 0];
    const float *from = values + !layout->label_last;
    if (label > UINT8_MAX || label != floorf(label))
        return bad_row(lines, "has a label that is no whole number from 0 to 255", err);
    for (int i = 0; i < layout->side * layout->side; i++) {
        float pixel = from[i] * layout->scale + 0.5f;
        if (pixel >= 256)
            return bad_row(lines,
                           layout->scale == 1 ? "has a pixel above 255"
                                              : "has a pixel above 1, unlike the lines before it",
                           err);
        pixels[i] = (uint8_t)pixel;
    }
    return data_part_add(part, pixels, layout->side, layout->side, (int)label,
                         byte_source_path(lines->source), err);
}

static enum nn_status read_rows(struct data_part *part, struct lines *lines,
                                const struct layout *layout, float *values, struct nn_error *err) {
    char *line = NULL;
    enum nn_status status;
    while (!(status = next_line(lines, &line, err)) && line) {
        char *row = row_of(lines, line);
        if (!*row || (lines->number == 1 && layout->header))
            continue;
        if (parse_row(values, row) != layout->columns)
            return bad_row(lines, "is not a row of as many numbers from 0 on as the first", err);
        status = add_row(part, lines, layout, values, err);
        if (status)
            return status;
    }
    return status;
}

static enum nn_status read_file(struct data_reading *reading, struct data_part *part,
                                const char *path, struct nn_error *err) {
    struct layout layout;
    struct lines lines;
    float *values = malloc(MAX_COLUMNS * sizeof *values);
    if (!values)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", path);
    enum nn_status status = probe_file(&layout, path, values, err);
    if (!status)
        status = open_lines(&lines, path, err);
    if (!status) {
        status = read_rows(part, &lines, &layout, values, err);
        close_lines(&lines);
    }
    free(values);
    if (!status && part->count == 0)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s has no rows", path);
    return status ? status
                  : data_reading_note_labels(reading, part->labels, part->count, path, err);
}

/* Kaggle's test.csv has no labels: it is no file to test with. */
static bool has_labels(const char *path) {
    struct layout layout;
    float *values = malloc(MAX_COLUMNS * sizeof *values);
    bool has = values && probe_file(&layout, path, values, NULL) == NN_STATUS_OK;
    free(values);
    return has;
}

static enum nn_status read_set(struct data_reading *reading, const char *path, int parts, int max,
                               struct nn_error *err) {
    static const char *const endings[] = {".csv", ".csv.gz"};
    char train[FILES_MAX_PATH], test[FILES_MAX_PATH], stem[64];
    bool is_folder = folder_list_is_folder(path);
    enum nn_status status =
        is_folder ? data_find_file(train, path, endings, err) : path_copy(train, path, err);
    if (status)
        return status;
    reading->undivided = !data_test_file(test, train) || !has_labels(test);
    status = read_file(reading, &reading->train, train, err);
    if (!status && !reading->undivided)
        status = read_file(reading, &reading->test, test, err);
    snprintf(stem, sizeof stem, "%.*s", (int)strcspn(path_base_name(train), "."),
             path_base_name(train));
    return status ? status : class_names_find(reading, train, stem, err);
}

static bool has_csv(const char *path) {
    struct folder_list list;
    bool found = false;
    if (folder_list_read(&list, path, NULL))
        return false;
    for (int i = 0; i < list.count && !found; i++)
        found = text_ends_with(list.entries[i].name, ".csv") ||
                text_ends_with(list.entries[i].name, ".csv.gz");
    folder_list_destroy(&list);
    return found;
}

/* A text of at least two columns. */
static bool recognise(const struct data_place *place) {
    bool separated = false;
    if (place->is_folder)
        return has_csv(place->path);
    for (size_t i = 0; i < place->head_size; i++) {
        if (place->head[i] < ' ' && !isspace(place->head[i]))
            return false;
        separated = separated || separates((char)place->head[i]);
    }
    return separated || text_ends_with(place->path, ".csv");
}

const struct data_format data_csv_format = {recognise, read_set};
