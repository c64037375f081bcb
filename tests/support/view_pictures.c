/* view_pictures FOLDER WIDTH HEIGHT [SCALE [VIEW...]]: paints the window's views, light and dark,
 * with the program's own font, to look at: FOLDER/VIEW-WIDTH-dark.png. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/sdl/text.h"
#include "app/ui/frame.h"
#include "tests/support/check.h"
#include "tests/support/views.h"

struct look {
    const char *folder;
    int width, height;
    float scale;
    struct font *font;
};

static bool is_wanted(const char *name, int count, char **names) {
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return count == 0;
}

static void save(struct stage_app *stage, const struct look *look, const char *name, bool dark) {
    struct frame *frame;
    struct frame_dirty dirty;
    struct nn_error err;
    char path[512];
    views_arrange(stage, look->width, look->height, look->scale, dark);
    check_ok(frame_create(&frame, &err), &err);
    check_ok(frame_paint(frame, stage->app, &stage->ui, &dirty, &err), &err);
    snprintf(path, sizeof path, "%s/%s-%d-%s.png", look->folder, name, look->width,
             dark ? "dark" : "light");
    check_ok(image_write_png(frame_image(frame), path, &err), &err);
    frame_destroy(frame);
}

static void save_view(const struct look *look, const struct view *view) {
    void *state;
    stage_app_open(&state);
    struct stage_app *stage = state;
    stage->ui.font = look->font;
    view->prepare(stage);
    for (int dark = 0; dark < 2; dark++)
        save(stage, look, view->name, dark);
    stage_app_close(&state);
    views_clean_up();
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "view_pictures FOLDER WIDTH HEIGHT [SCALE [VIEW...]]\n");
        return 2;
    }
    struct look look = {argv[1], atoi(argv[2]), atoi(argv[3]), 1, NULL};
    struct nn_error err;
    if (argc > 4)
        look.scale = strtof(argv[4], NULL);
    check_ok(text_create(&look.font, &err), &err);
    for (int i = 0; i < view_count; i++)
        if (is_wanted(views[i].name, argc - 5, argv + 5))
            save_view(&look, &views[i]);
    text_destroy(look.font);
    return 0;
}
