#include "app/cli/say_page.h"

#include "app/cli/json_out.h"
#include "app/cli/say.h"
#include "app/cli/say_number.h"

static json_t *box_json(struct pixel_box box) {
    return json_pack("[i, i, i, i]", box.left, box.top, box.right - box.left, box.bottom - box.top);
}

static json_t *digits_json(const struct page *page, const struct page_number *number) {
    json_t *digits = json_array();
    for (int i = number->first; i < number->first + number->count; i++) {
        const struct page_digit *digit = &page->digits[i];
        json_array_append_new(digits, json_pack("{s:i, s:f, s:o}", "digit", digit->reading.digit,
                                                "confidence", (double)digit->reading.confidence,
                                                "box", box_json(digit->box)));
    }
    return digits;
}

static json_t *numbers_json(const struct page *page) {
    json_t *numbers = json_array();
    for (int i = 0; i < page->number_count; i++) {
        char text[PAGE_MAX_TEXT];
        page_number_text(page, i, text);
        json_array_append_new(numbers, json_pack("{s:s, s:o, s:o}", "text", text, "box",
                                                 box_json(page->numbers[i].box), "digits",
                                                 digits_json(page, &page->numbers[i])));
    }
    return numbers;
}

static void say_json(const char *file, const struct page *page, int turned) {
    char text[PAGE_MAX_TEXT];
    json_t *line = say_reading_json(file, NULL, &page->latest.reading);
    page_text(page, text);
    if (page->digit_count > 1)
        json_object_set_new(line, "number", json_string(text));
    if (turned > 0)
        json_object_set_new(line, "turned", json_integer(turned));
    if (json_object_set_new(line, "numbers", numbers_json(page))) {
        json_decref(line);
        line = NULL;
    }
    json_out(line);
}

static void say_number_of(const char *file, const struct page *page, int index) {
    const struct page_number *number = &page->numbers[index];
    char text[PAGE_MAX_TEXT];
    page_number_text(page, index, text);
    say(stdout, "%s: %s ", file, text);
    for (int i = number->first; i < number->first + number->count; i++)
        printf(" %.1f", 100 * (double)page->digits[i].reading.confidence);
    printf(" %%  at %d,%d size %dx%d\n", number->box.left, number->box.top,
           number->box.right - number->box.left, number->box.bottom - number->box.top);
}

static void say_text(const char *file, const struct page *page) {
    struct number number;
    for (int i = 0; i < page->number_count && page->digit_count > 1; i++)
        say_number_of(file, page, i);
    if (page->digit_count > 1)
        return;
    if (!page->latest.picture.blank && page_has_no_digits(page)) {
        say(stdout, "%s: no digits found\n", file);
        return;
    }
    number_of_reading(&number, &page->latest.reading);
    say_number(file, NULL, &number, false);
}

void say_page(const char *file, const struct page *page, int turned, bool json) {
    if (json)
        say_json(file, page, turned);
    else
        say_text(file, page);
    if (turned > 0 && !json)
        say(stdout, "%s: read after turning it by %d degrees clockwise\n", file, turned);
}
