#include "app/core/state/test_browser.h"

#include <stdio.h>

#include "app/core/base/clamp.h"

enum nn_status test_browser_init(struct test_browser *browser, const struct class_set *classes,
                                 void (*wake)(void *), void *wake_context, struct nn_error *err) {
    *browser = (struct test_browser){
        .classes = classes, .digit = -1, .mistake = -1, .wake = wake, .wake_context = wake_context};
    mistakes_init(&browser->mistakes);
    return test_set_create(&browser->set, classes, wake, wake_context, err);
}

void test_browser_deinit(struct test_browser *browser) {
    test_set_destroy(browser->set);
    mistakes_deinit(&browser->mistakes);
}

enum nn_status test_browser_open(struct test_browser *browser, struct nn_error *err) {
    struct test_set *set = NULL;
    if (!test_set_failed(browser->set, err))
        return NN_STATUS_OK;
    enum nn_status status =
        test_set_create(&set, browser->classes, browser->wake, browser->wake_context, err);
    if (status)
        return status;
    test_set_destroy(browser->set);
    browser->set = set;
    browser->pass = 0; /* a new set counts its passes anew */
    return NN_STATUS_OK;
}

/* What is not read yet is neither right nor wrong. */
static bool is_shown(const struct test_browser *browser, const struct test_set_view *view,
                     int index) {
    if (browser->digit >= 0 && view->labels[index] != browser->digit)
        return false;
    if (browser->filter == TEST_FILTER_ALL)
        return true;
    bool right = browser->filter == TEST_FILTER_RIGHT;
    return index < view->read && (view->readings[index] == view->labels[index]) == right;
}

/* The first shown picture from `index` on in this direction, or -1. */
static int next_shown(const struct test_browser *browser, const struct test_set_view *view,
                      int index, int by) {
    for (; index >= 0 && index < view->count; index += by)
        if (is_shown(browser, view, index))
            return index;
    return -1;
}

/* Goes to the next shown picture where the one looked at is not shown any more. */
static void settle(struct test_browser *browser) {
    struct test_set_view view = test_set_look(browser->set);
    if (view.count == 0)
        return;
    int from = clamp_int(browser->index, 0, view.count - 1);
    int at = next_shown(browser, &view, from, 1);
    if (at < 0)
        at = next_shown(browser, &view, from, -1);
    if (at >= 0)
        browser->index = at;
}

struct test_place test_browser_place(const struct test_browser *browser) {
    struct test_place place = {.index = -1};
    struct test_set_view view = test_set_look(browser->set);
    for (int i = 0; i < view.count; i++)
        if (is_shown(browser, &view, i)) {
            place.count++;
            place.number += i <= browser->index;
            if (i == browser->index)
                place.index = i;
        }
    return place;
}

struct test_place test_browser_mistake_place(const struct test_browser *browser) {
    const struct mistakes *mistakes = &browser->mistakes;
    int at = browser->mistake;
    return (struct test_place){at < 0 ? -1 : mistakes->shown[at].index, at + 1,
                               mistakes->shown_count};
}

void test_browser_step(struct test_browser *browser, int by) {
    struct test_set_view view = test_set_look(browser->set);
    int step = by < 0 ? -1 : 1;
    for (int left = by * step; left > 0; left--) {
        int at = next_shown(browser, &view, browser->index + step, step);
        if (at < 0)
            return;
        browser->index = at;
    }
}

void test_browser_show_digit(struct test_browser *browser, int digit) {
    browser->digit = browser->digit == digit ? -1 : digit;
    settle(browser);
}

void test_browser_set_filter(struct test_browser *browser, enum test_filter filter) {
    browser->filter = filter;
    settle(browser);
}

/* The pictures follow the model, but not at every step of a training: a pass takes a while. */
static enum nn_status follow_model(struct test_browser *browser, struct nn_model *model,
                                   const char *name, bool busy, struct nn_error *err) {
    bool first = !test_set_model(browser->set);
    if (busy && !first && !browser->asked)
        return NN_STATUS_OK;
    enum nn_status status = test_set_read(browser->set, model, err);
    if (status || test_set_model(browser->set) != model)
        return status;
    browser->asked = false;
    snprintf(browser->model_name, sizeof browser->model_name, "%s", name);
    return NN_STATUS_OK;
}

enum nn_status test_browser_collect(struct test_browser *browser, struct nn_model *model,
                                    const char *name, bool busy, struct nn_error *err) {
    enum nn_status status = follow_model(browser, model, name, busy, err);
    if (status)
        return status;
    if (test_set_failed(browser->set, err))
        return err->status;
    settle(browser);
    return NN_STATUS_OK;
}

double test_browser_progress(const struct test_browser *browser) {
    struct test_set_view view = test_set_look(browser->set);
    if (view.count > 0 && view.pass == browser->pass)
        return 1;
    return view.count > 0 ? (double)view.read / (view.count + 1) : 0;
}

enum nn_status test_browser_measure(struct test_browser *browser, struct nn_error *err) {
    struct test_set_view view = test_set_look(browser->set);
    bool is_new = view.count > 0 && view.read == view.count && view.pass != browser->pass;
    if (!is_new)
        return NN_STATUS_OK;
    enum nn_status status = mistakes_measure(&browser->mistakes, &view, err);
    if (status)
        return status;
    browser->pass = view.pass;
    browser->mistake = -1;
    snprintf(browser->mistakes_of, sizeof browser->mistakes_of, "%s", browser->model_name);
    return NN_STATUS_OK;
}

bool test_browser_can_ask(const struct test_browser *browser, const struct nn_model *model) {
    return test_set_model(browser->set) != model && test_browser_progress(browser) == 1 &&
           !browser->asked;
}

void test_browser_ask(struct test_browser *browser) {
    browser->asked = true;
}

void test_browser_choose_cell(struct test_browser *browser, int cell) {
    struct mistakes *mistakes = &browser->mistakes;
    struct mistakes_cell chosen = mistakes_cell_of(cell);
    bool again = chosen.label == mistakes->cell.label && chosen.reading == mistakes->cell.reading;
    mistakes_choose(mistakes, cell < 0 || again ? (struct mistakes_cell){-1, -1} : chosen);
    browser->mistake = -1;
}

void test_browser_choose_mistake(struct test_browser *browser, int number) {
    browser->mistake = clamp_int(number, 0, browser->mistakes.shown_count - 1);
}
