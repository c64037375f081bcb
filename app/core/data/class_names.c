#include "app/core/data/class_names.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/base/text.h"
#include "app/core/data/folder_list.h"
#include "nn/file.h"

enum { MAX_BYTES = 1 << 16 };

/* Sets whose files do not name their classes. */
static const struct known {
    const char *words[2];
    int first;
    struct class_set names;
} known_sets[] = {
    {{"fashion", NULL},
     0,
     {10,
      {"T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
       "Ankle boot"}}},
    {{"kmnist", NULL}, 0, {10, {"o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"}}},
    {{"emnist", "letters"}, 1, {26, {"A", "B", "C", "D", "E", "F", "G", "H", "I",
                                     "J", "K", "L", "M", "N", "O", "P", "Q", "R",
                                     "S", "T", "U", "V", "W", "X", "Y", "Z"}}},
};

static void use_known(struct data_reading *reading, const char *path) {
    for (size_t i = 0; i < sizeof known_sets / sizeof *known_sets; i++) {
        const struct known *known = &known_sets[i];
        bool fits = text_find(path, known->words[0]) &&
                    (!known->words[1] || text_find(path, known->words[1]));
        if (fits && reading->min_label >= known->first &&
            reading->max_label < known->first + known->names.count) {
            reading->names = known->names;
            reading->named = known->first;
            return;
        }
    }
}

static enum nn_status bad_line(const char *path, int line, struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "line %d of %s is no label from 0 to %d with the code or the name of its "
                        "character, each once, in order",
                        line, path, UINT8_MAX);
}

/* The first character of codes such as "65 97"; otherwise the text itself. */
static void name_from(char name[64], const char *text) {
    size_t digits = strspn(text, "0123456789 \t");
    long code = strtol(text, NULL, 10);
    if (text[digits] == '\0' && code > ' ' && code < 0x7f)
        snprintf(name, 64, "%c", (char)code);
    else
        snprintf(name, 64, "%.63s", text);
}

static bool add_line(struct data_reading *reading, char *line) {
    char name[64], *end;
    long label = strtol(line, &end, 10);
    int count = reading->names.count;
    if (!isdigit((unsigned char)line[0]) || end == line || label > UINT8_MAX ||
        count == CLASS_SET_MAX)
        return false;
    if (count == 0)
        reading->named = (int)label;
    end += strspn(end, " \t,");
    end[strcspn(end, "\r")] = '\0';
    name_from(name, end);
    reading->names.count++;
    return label == reading->named + count && class_set_rename(&reading->names, count, name);
}

static enum nn_status read_mapping(struct data_reading *reading, const char *path,
                                   struct nn_error *err) {
    void *text = NULL;
    size_t size;
    int number = 0;
    enum nn_status status = nn_file_read(&text, &size, path, MAX_BYTES, err);
    char *lines = status ? NULL : strndup(text, size), *next = lines;
    free(text);
    if (!status && !lines)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", path);
    for (char *line; !status && (line = strsep(&next, "\n"));) {
        number++;
        if (line[strspn(line, " \t\r")] && !add_line(reading, line))
            status = bad_line(path, number, err);
    }
    free(lines);
    if (!status && (reading->names.count < NN_MIN_CLASSES || reading->min_label < reading->named ||
                    reading->max_label >= reading->named + reading->names.count))
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s names the labels %d to %d, but the pictures have labels %d to %d",
                            path, reading->named, reading->named + reading->names.count - 1,
                            reading->min_label, reading->max_label);
    return status;
}

/* The only *mapping.txt of the folder, or none. */
static bool find_only(char path[FILES_MAX_PATH], const char *folder) {
    struct folder_list list;
    int found = 0;
    if (folder_list_read(&list, folder, NULL))
        return false;
    for (int i = 0; i < list.count; i++)
        if (text_ends_with(list.entries[i].name, "mapping.txt") && !list.entries[i].is_folder)
            found += path_join(path, folder, list.entries[i].name, NULL) == NN_STATUS_OK;
    folder_list_destroy(&list);
    return found == 1;
}

enum nn_status class_names_find(struct data_reading *reading, const char *path, const char *stem,
                                struct nn_error *err) {
    char folder[FILES_MAX_PATH], mapping[FILES_MAX_PATH];
    path_parent(folder, path);
    bool found = path_format(mapping, NULL, "%s/%s-mapping.txt", folder, stem) == NN_STATUS_OK &&
                 access(mapping, F_OK) == 0;
    if (found || find_only(mapping, folder))
        return read_mapping(reading, mapping, err);
    use_known(reading, path);
    return NN_STATUS_OK;
}
