#include "app/core/state/run_browser.h"

#include <stdio.h>
#include <string.h>

#include "app/core/base/clamp.h"

enum nn_status run_browser_init(struct run_browser *browser, void (*wake)(void *),
                                void *wake_context, struct nn_error *err) {
    *browser = (struct run_browser){0};
    return run_list_create(&browser->list, wake, wake_context, err);
}

void run_browser_deinit(struct run_browser *browser) {
    run_list_destroy(browser->list);
}

int run_browser_count(const struct run_browser *browser) {
    int count = run_list_count(browser->list);
    return count > 0 ? count : 0;
}

static int index_of(const struct run_browser *browser, const char *name) {
    for (int i = 0; i < run_browser_count(browser); i++)
        if (strcmp(run_list_at(browser->list, i)->name, name) == 0)
            return i;
    return -1;
}

int run_browser_selected(const struct run_browser *browser) {
    return index_of(browser, browser->selected);
}

const struct run_record *run_browser_selected_run(const struct run_browser *browser) {
    int selected = run_browser_selected(browser);
    return selected < 0 ? NULL : run_list_at(browser->list, selected);
}

void run_browser_select(struct run_browser *browser, int index) {
    int count = run_browser_count(browser);
    if (count > 0)
        snprintf(browser->selected, RUN_NAME, "%s",
                 run_list_at(browser->list, clamp_int(index, 0, count - 1))->name);
}

int run_browser_slot(const struct run_browser *browser, int index) {
    const char *name = run_list_at(browser->list, index)->name;
    for (int slot = 0; slot < RUN_SLOTS; slot++)
        if (strcmp(browser->drawn[slot], name) == 0)
            return slot;
    return -1;
}

int run_browser_drawn(const struct run_browser *browser, int slot) {
    const char *name = browser->drawn[slot];
    return name[0] ? index_of(browser, name) : -1;
}

/* The slot of a run that is gone is free, too. */
static int free_slot(const struct run_browser *browser) {
    for (int slot = 0; slot < RUN_SLOTS; slot++)
        if (run_browser_drawn(browser, slot) < 0)
            return slot;
    return -1;
}

static void draw(struct run_browser *browser, int index) {
    int slot = free_slot(browser);
    if (slot >= 0)
        snprintf(browser->drawn[slot], RUN_NAME, "%s", run_list_at(browser->list, index)->name);
}

bool run_browser_can_toggle(const struct run_browser *browser, int index) {
    return index >= 0 && index < run_browser_count(browser) &&
           (run_browser_slot(browser, index) >= 0 || free_slot(browser) >= 0);
}

void run_browser_toggle(struct run_browser *browser, int index) {
    int slot = run_browser_slot(browser, index);
    if (slot >= 0)
        browser->drawn[slot][0] = '\0';
    else
        draw(browser, index);
}

void run_browser_next_value(struct run_browser *browser) {
    browser->value = (enum run_value)(((int)browser->value + 1) % RUN_VALUES);
}

void run_browser_collect(struct run_browser *browser) {
    if (!run_list_collect(browser->list) || run_browser_count(browser) == 0)
        return;
    if (!browser->begun)
        draw(browser, 0);
    browser->begun = true;
    if (run_browser_selected(browser) < 0)
        run_browser_select(browser, 0);
}
