#include "app/core/state/contact_sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/array.h"
#include "app/core/base/clamp.h"
#include "nn/file.h"

enum nn_status contact_sheet_init(struct contact_sheet *sheet, void (*wake)(void *),
                                  void *wake_context, struct nn_error *err) {
    *sheet = (struct contact_sheet){.saved = true};
    return picture_list_create(&sheet->list, wake, wake_context, err);
}

static void forget_corrections(struct contact_sheet *sheet) {
    for (int i = 0; i < sheet->capacity; i++) {
        free(sheet->corrected[i]);
        sheet->corrected[i] = NULL;
    }
    sheet->change_count = 0;
    sheet->saved = true;
}

void contact_sheet_deinit(struct contact_sheet *sheet) {
    forget_corrections(sheet);
    picture_list_destroy(sheet->list);
    free(sheet->corrected);
    free(sheet->changes);
}

static enum nn_status no_memory(struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the contact sheet");
}

int contact_sheet_count(const struct contact_sheet *sheet) {
    return sheet->list ? picture_list_count(sheet->list) : 0;
}

bool contact_sheet_is_reading(const struct contact_sheet *sheet) {
    return picture_list_read(sheet->list) < contact_sheet_count(sheet);
}

enum nn_status contact_sheet_add(struct contact_sheet *sheet, const char *path,
                                 struct nn_model *model, struct nn_error *err) {
    int before = sheet->capacity;
    char **corrected = array_reserve(sheet->corrected, &sheet->capacity,
                                     contact_sheet_count(sheet) + 1, sizeof(char *));
    if (!corrected)
        return no_memory(err);
    sheet->corrected = corrected;
    for (int i = before; i < sheet->capacity; i++)
        corrected[i] = NULL;
    return picture_list_add(sheet->list, path, model, err);
}

void contact_sheet_clear(struct contact_sheet *sheet) {
    forget_corrections(sheet);
    picture_list_clear(sheet->list);
    sheet->selected = sheet->typed = 0;
}

const struct picture_entry *contact_sheet_read(const struct contact_sheet *sheet, int index) {
    return index < picture_list_read(sheet->list) ? picture_list_at(sheet->list, index) : NULL;
}

const struct picture_entry *contact_sheet_selected(const struct contact_sheet *sheet) {
    return contact_sheet_read(sheet, sheet->selected);
}

void contact_sheet_select(struct contact_sheet *sheet, int index) {
    sheet->selected = clamp_int(index, 0, max_int(contact_sheet_count(sheet) - 1, 0));
    sheet->typed = 0;
}

bool contact_sheet_is_corrected(const struct contact_sheet *sheet, int index) {
    return sheet->corrected[index] &&
           strcmp(sheet->corrected[index], picture_list_at(sheet->list, index)->text) != 0;
}

const char *contact_sheet_answer(const struct contact_sheet *sheet, int index) {
    return sheet->corrected[index] ? sheet->corrected[index]
                                   : picture_list_at(sheet->list, index)->text;
}

bool contact_sheet_can_correct(const struct contact_sheet *sheet) {
    const struct picture_entry *entry = contact_sheet_selected(sheet);
    return entry && !entry->status;
}

/* The answer to write a correction into: with space for one digit where there is none. */
static char *answer_to_correct(struct contact_sheet *sheet) {
    char **corrected = &sheet->corrected[sheet->selected];
    if (!*corrected) {
        const char *text = picture_list_at(sheet->list, sheet->selected)->text;
        *corrected = calloc(strlen(text) + 2, 1);
        if (*corrected)
            strcpy(*corrected, text);
    }
    return *corrected;
}

/* The place of the digit to correct, which is not a blank between numbers. */
static int place_of(const char *answer, int typed) {
    for (int i = 0; answer[i]; i++)
        if (answer[i] != ' ' && typed-- == 0)
            return i;
    return 0;
}

static int count_digits(const char *answer) {
    int count = 0;
    for (; *answer; answer++)
        count += *answer != ' ';
    return max_int(count, 1);
}

enum nn_status contact_sheet_correct(struct contact_sheet *sheet, int digit, struct nn_error *err) {
    struct sheet_change *changes = array_reserve(sheet->changes, &sheet->change_capacity,
                                                 sheet->change_count + 1, sizeof *changes);
    sheet->changes = changes ? changes : sheet->changes;
    char *answer = changes ? answer_to_correct(sheet) : NULL;
    if (!answer)
        return no_memory(err);
    int at = place_of(answer, sheet->typed);
    changes[sheet->change_count++] = (struct sheet_change){sheet->selected, at, answer[at]};
    answer[at] = (char)('0' + digit);
    sheet->typed = (sheet->typed + 1) % count_digits(answer);
    sheet->saved = false;
    return NN_STATUS_OK;
}

void contact_sheet_undo(struct contact_sheet *sheet) {
    struct sheet_change change = sheet->changes[--sheet->change_count];
    sheet->corrected[change.entry][change.at] = change.before;
    sheet->saved = sheet->change_count == 0;
    contact_sheet_select(sheet, change.entry);
}

/* In quotes where it has a sign that means something in CSV. */
static void write_field(FILE *file, const char *text) {
    bool quoted = text[strcspn(text, ",\"\r\n")] != '\0';
    fputs(quoted ? "\"" : "", file);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', file);
        fputc(*text, file);
    }
    fputs(quoted ? "\"" : "", file);
}

/* In thousandths, so that no locale's comma gets in. */
static void write_line(FILE *file, const struct contact_sheet *sheet, int index) {
    const struct picture_entry *entry = picture_list_at(sheet->list, index);
    int thousandths = (int)(entry->confidence * 1000 + 0.5f);
    write_field(file, entry->path);
    fprintf(file, ",%s,", entry->text);
    if (entry->text[0])
        fprintf(file, "%d.%03d", thousandths / 1000, thousandths % 1000);
    fprintf(file, ",%s\n", contact_sheet_is_corrected(sheet, index) ? sheet->corrected[index] : "");
}

enum nn_status contact_sheet_write(struct contact_sheet *sheet, const char *path,
                                   struct nn_error *err) {
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (!file)
        return no_memory(err);
    fputs("path,answer,confidence,corrected\n", file);
    for (int i = 0; i < picture_list_read(sheet->list); i++)
        write_line(file, sheet, i);
    bool fits = !ferror(file);
    fits = fclose(file) == 0 && fits;
    enum nn_status status = fits ? nn_file_write(path, text, size, err) : no_memory(err);
    free(text);
    sheet->saved = sheet->saved || !status;
    return status;
}
