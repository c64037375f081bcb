#include "app/cli/say_number.h"

#include "app/cli/json_out.h"
#include "app/cli/say.h"
#include "app/core/base/json_name.h"

/* Adds what the numbers in the line stand for, where they are not digits. False without memory. */
static bool name_classes(json_t *line, const struct reading *reading) {
    const struct class_set *classes = reading->classes;
    if (class_set_equal(classes, class_set_digits()))
        return true;
    json_t *class =
        reading->digit >= 0 ? json_string(class_set_name(classes, reading->digit)) : json_null();
    return !json_object_set_new(line, "class", class) &&
           !json_object_set_new(line, "classes", json_out_names(classes));
}

json_t *say_reading_json(const char *file, const char *word, const struct reading *reading) {
    json_t *probabilities = json_array();
    for (int i = 0; i < reading->classes->count; i++)
        json_array_append_new(probabilities, json_real((double)reading->probabilities[i]));
    json_t *line = json_object();
    bool fits = !file || json_name_set(line, "file", file);
    json_t *read = json_pack("{s:s*, s:o, s:f, s:b, s:o}", "word", word, "digit",
                             reading->digit >= 0 ? json_integer(reading->digit) : json_null(),
                             "confidence", (double)reading->confidence, "is_digit",
                             (int)reading->is_digit, "probabilities", probabilities);
    if (json_object_update_missing_new(line, read) || !name_classes(line, reading) || !fits) {
        json_decref(line);
        line = NULL;
    }
    return line;
}

static void say_json(const char *file, const char *word, const struct number *number) {
    char text[NUMBER_MAX_TEXT];
    struct reading reading = number_latest(number);
    json_t *line = say_reading_json(file, word, &reading);
    number_text(number, text);
    if ((number->count > 1 && json_object_set_new(line, "number", json_string(text))) ||
        json_object_set_new(line, "ignored", json_integer(number->ignored))) {
        json_decref(line);
        line = NULL;
    }
    json_out(line);
}

static void say_text(const struct number *number) {
    char text[NUMBER_MAX_TEXT];
    bool all_digits = true;
    if (number->count == 0) {
        printf("nothing is drawn\n");
        return;
    }
    number_text(number, text);
    printf("%s ", text);
    for (int i = 0; i < number->count; i++) {
        printf(" %.1f", 100 * (double)number->digits[i].confidence);
        all_digits = all_digits && number->digits[i].is_digit;
    }
    printf(" %%%s", all_digits ? "" : "  not a digit?");
    if (number->ignored > 0)
        printf("  %d %s ignored", number->ignored, number->ignored == 1 ? "mark" : "marks");
    putchar('\n');
}

void say_number(const char *file, const char *word, const struct number *number, bool json) {
    if (json) {
        say_json(file, word, number);
        return;
    }
    file = file ? file : "";
    word = word ? word : "";
    say(stdout, "%s%s%s%s", file, *file && *word ? " " : "", word, *file || *word ? ": " : "");
    say_text(number);
}
