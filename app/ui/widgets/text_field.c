#include "app/ui/widgets/text_field.h"

#include <stdio.h>
#include <string.h>

void text_field_open(struct text_field *field, const char *text, bool whole) {
    field->open = true;
    field->whole = whole;
    snprintf(field->text, sizeof field->text, "%s", text);
}

static bool is_inside_character(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static bool is_control(char byte) {
    return (unsigned char)byte < ' ' || byte == 127;
}

void text_field_type(struct text_field *field, const char *text, size_t capacity) {
    size_t length = field->whole ? 0 : strlen(field->text), added = 0;
    while (!is_control(text[added]) && length + added + 1 < capacity)
        added++;
    while (added > 0 && is_inside_character(text[added]))
        added--;
    memcpy(field->text + length, text, added);
    field->text[length + added] = '\0';
    field->whole = false;
}

void text_field_delete(struct text_field *field) {
    size_t length = field->whole ? 0 : strlen(field->text);
    field->whole = false;
    while (length > 0 && is_inside_character(field->text[length - 1]))
        length--;
    field->text[length > 0 ? length - 1 : 0] = '\0';
}
