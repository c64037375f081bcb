#include "app/sdl/window.h"

#include <SDL.h>
#include <SDL_syswm.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "app/sdl/copy_paste.h"
#include "app/sdl/dialog/file_dialog.h"
#include "app/sdl/input.h"
#include "app/sdl/run_pictures.h"
#include "app/sdl/text.h"
#include "app/sdl/x_errors.h"
#include "app/ui/frame.h"

static const Uint32 video = SDL_INIT_VIDEO | SDL_INIT_EVENTS;

enum { USUAL_WIDTH = 1100, USUAL_HEIGHT = 720, WAKE_EVENT = SDL_USEREVENT };

/* The shortest time between two frames; updates from the trainer alone can wait longer. */
static const double frame_s = 0.004, updates_s = 0.05, calm_updates_s = 1;

struct window {
    struct app *app;
    struct font *font;
    struct frame *frame;
    struct ui ui;
    struct input input;
    float wanted_scale; /* 0: the display's */
    double last_frame_s;
    bool exposed;      /* all of the picture must be shown again */
    int width, height; /* in window units, when not maximised */
    bool maximised;

    /* NULL if offscreen. */
    SDL_Window *sdl;
    SDL_Cursor *arrow, *crosshair, *cursor;
    struct file_dialog *dialog;
    struct clipboard *clipboard;
};

static double now_s(void) {
    return (double)SDL_GetPerformanceCounter() / (double)SDL_GetPerformanceFrequency();
}

void window_wake(void *context) {
    SDL_Event event = {.type = WAKE_EVENT};
    if (!SDL_HasEvent(WAKE_EVENT))
        SDL_PushEvent(&event);
}

/* SDL falls back on drivers that show nothing, which are welcome only if they were asked for. */
static bool shows_nothing(void) {
    const char *driver = SDL_GetCurrentVideoDriver();
    return !SDL_getenv("SDL_VIDEODRIVER") &&
           (strcmp(driver, "offscreen") == 0 || strcmp(driver, "dummy") == 0);
}

/* A terminal that goes away ends the window as SIGTERM does, which SDL makes an event. */
static void on_hangup(int signal_number) {
    raise(SIGTERM);
}

static enum nn_status start_video(struct nn_error *err) {
    SDL_SetHint(SDL_HINT_APP_NAME, "Inkling");
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1");
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0"); /* we paint; a renderer only costs time */
    /* The class by which desktops find the program's entry. */
    SDL_setenv("SDL_VIDEO_X11_WMCLASS", "inkling", 0);
    SDL_setenv("SDL_VIDEO_WAYLAND_WMCLASS", "inkling", 0);
    /* SDL needs nothing from the desktop's message bus, and asking would start one. */
    SDL_setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", 1);
    if (SDL_InitSubSystem(video) != 0)
        return nn_error_set(err, NN_STATUS_IO,
                            "cannot open a window: %s; without a display, try --selftest",
                            SDL_GetError());
    if (shows_nothing()) {
        SDL_QuitSubSystem(video);
        return nn_error_set(err, NN_STATUS_IO,
                            "cannot open a window: there is no display; try --selftest");
    }
    struct sigaction hangup;
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
        signal(SIGHUP, on_hangup); /* nohup has it ignored */
    SDL_EnableScreenSaver();
    return NN_STATUS_OK;
}

/* Pixels per unit of the layout where SDL's own units are pixels: two on sharp, large displays. The
 * physical size that a display claims is believed only together with its pixels. */
static float guessed_scale(int display) {
    const float sharp_dpi = 168;
    SDL_DisplayMode mode;
    float dpi = 0;
    if (SDL_GetDesktopDisplayMode(display, &mode) != 0 || mode.h < 1440 ||
        SDL_GetDisplayDPI(display, &dpi, NULL, NULL) != 0)
        return 1;
    return dpi >= sharp_dpi ? 2 : 1;
}

static enum nn_status open_window(struct window *window, const struct window_options *options,
                                  struct nn_error *err) {
    SDL_Rect usable = {0, 0, USUAL_WIDTH, USUAL_HEIGHT};
    SDL_GetDisplayUsableBounds(0, &usable);
    float scale = guessed_scale(0);
    int width = options->width ? options->width : (int)(USUAL_WIDTH * scale);
    int height = options->height ? options->height : (int)(USUAL_HEIGHT * scale);
    window->sdl =
        SDL_CreateWindow("Inkling", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                         SDL_min(width, usable.w), SDL_min(height, usable.h),
                         SDL_WINDOW_HIDDEN | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI |
                             (options->maximised ? SDL_WINDOW_MAXIMIZED : 0u));
    if (!window->sdl)
        return nn_error_set(err, NN_STATUS_IO, "cannot open a window: %s", SDL_GetError());
    SDL_SetWindowMinimumSize(window->sdl, LAYOUT_MIN_WIDTH, LAYOUT_MIN_HEIGHT);
    window->arrow = SDL_CreateSystemCursor(SDL_SYSTEM_CURSOR_ARROW);
    window->crosshair = SDL_CreateSystemCursor(SDL_SYSTEM_CURSOR_CROSSHAIR);
    return NN_STATUS_OK;
}

/* Measures the window in pixels and arranges the layout in it. */
static enum nn_status measure(struct window *window, struct nn_error *err) {
    float scale = window->wanted_scale > 0 ? window->wanted_scale : 1;
    if (window->sdl) {
        SDL_Surface *surface = SDL_GetWindowSurface(window->sdl);
        if (!surface)
            return nn_error_set(err, NN_STATUS_IO, "cannot draw in the window: %s", SDL_GetError());
        int width, height;
        SDL_GetWindowSize(window->sdl, &width, &height);
        Uint32 flags = SDL_GetWindowFlags(window->sdl);
        window->maximised = flags & SDL_WINDOW_MAXIMIZED;
        if (!(flags & (SDL_WINDOW_MAXIMIZED | SDL_WINDOW_FULLSCREEN))) {
            window->width = width;
            window->height = height;
        }
        /* No display is larger than a picture can be; of a window that is, a part stays empty. */
        window->input.width = SDL_min(surface->w, IMAGE_MAX_SIDE);
        window->input.height = SDL_min(surface->h, IMAGE_MAX_SIDE);
        window->input.density = (float)surface->w / (float)SDL_max(width, 1);
        if (window->wanted_scale <= 0)
            scale = window->input.density > 1
                        ? window->input.density
                        : guessed_scale(SDL_max(SDL_GetWindowDisplayIndex(window->sdl), 0));
    }
    preferences_fit_zoom(&window->app->preferences,
                         ui_zoom_that_fits(window->input.width, window->input.height, scale));
    ui_arrange(&window->ui, window->app, window->input.width, window->input.height, scale);
    return NN_STATUS_OK;
}

static bool is_wayland(void) {
    return strcmp(SDL_GetCurrentVideoDriver(), "wayland") == 0;
}

static enum nn_status fill(struct window *window, const struct window_options *options,
                           struct nn_error *err) {
    enum nn_status status = text_create(&window->font, err);
    if (!status)
        status = frame_create(&window->frame, err);
    if (status)
        return status;
    ui_init(&window->ui, window->font);
    window->wanted_scale = options->scale;
    window->exposed = true;
    window->width = options->width; /* to which a window that begins maximised returns */
    window->height = options->height;
    window->input = (struct input){
        .density = 1,
        .width = options->width ? options->width : USUAL_WIDTH,
        .height = options->height ? options->height : USUAL_HEIGHT,
    };
    if (!options->offscreen) {
        char bus[FILE_DIALOG_BUS];
        file_dialog_find_bus(bus); /* which is hidden from SDL */
        status = file_dialog_create(&window->dialog, bus, window_wake, NULL, err);
        if (!status)
            status = start_video(err);
        if (!status)
            status = open_window(window, options, err);
        if (!status)
            status = clipboard_create(&window->clipboard, is_wayland(), window_wake, NULL, err);
    }
    return status ? status : measure(window, err);
}

void window_note_settings(const struct window *window, struct settings *settings) {
    settings->width = window->width;
    settings->height = window->height;
    settings->maximised = window->maximised;
}

enum nn_status window_create(struct window **out, struct app *app,
                             const struct window_options *options, struct nn_error *err) {
    struct window *window = calloc(1, sizeof *window);
    if (!window)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the window");
    window->app = app;
    enum nn_status status = fill(window, options, err);
    if (status)
        window_destroy(window);
    else
        *out = window;
    return status;
}

void window_destroy(struct window *window) {
    if (!window)
        return;
    file_dialog_destroy(window->dialog);
    clipboard_destroy(window->clipboard);
    if (window->sdl) {
        SDL_FreeCursor(window->crosshair);
        SDL_FreeCursor(window->arrow);
        SDL_DestroyWindow(window->sdl);
        SDL_QuitSubSystem(video);
    }
    frame_destroy(window->frame);
    text_destroy(window->font);
    free(window);
}

/* A stroke that leaves the window continues. */
static void capture_mouse(struct window *window, const struct ui_event *event) {
    if (!window->sdl)
        return;
    if (event->kind == UI_EVENT_POINTER_DOWN)
        SDL_CaptureMouse(SDL_TRUE);
    else if (event->kind == UI_EVENT_POINTER_UP || event->kind == UI_EVENT_FOCUS_LOST)
        SDL_CaptureMouse(SDL_FALSE);
}

static void handle(struct window *window, const struct ui_event *event) {
    capture_mouse(window, event);
    struct action action = ui_handle(&window->ui, window->app, event);
    if (action.kind != ACTION_NONE)
        app_update(window->app, &action);
}

void window_handle(struct window *window, const SDL_Event *event) {
    struct ui_event translated;
    if (event->type == SDL_QUIT)
        app_update(window->app, &(struct action){.kind = ACTION_QUIT});
    if (event->type == SDL_WINDOWEVENT && event->window.event == SDL_WINDOWEVENT_EXPOSED)
        window->exposed = true;
    if (input_translate(&window->input, event, &translated))
        handle(window, &translated);
}

void window_pointer(struct window *window, enum ui_event_kind kind, int x, int y) {
    const struct ui_event event = input_pointer(&window->input, kind, x, y);
    handle(window, &event);
}

void window_key(struct window *window, int key, unsigned mods) {
    handle(window, &(struct ui_event){.kind = UI_EVENT_KEY, .key = key, .mods = mods});
}

static enum nn_status present(struct window *window, const struct frame_dirty *dirty,
                              struct nn_error *err) {
    const struct image *image = frame_image(window->frame);
    SDL_Rect rects[FRAME_MAX_DIRTY] = {{0, 0, image->width, image->height}};
    int count = window->exposed ? 1 : dirty->count;
    if (!window->exposed)
        for (int i = 0; i < count; i++)
            rects[i] = (SDL_Rect){dirty->rects[i].x, dirty->rects[i].y, dirty->rects[i].w,
                                  dirty->rects[i].h};
    if (count == 0)
        return NN_STATUS_OK;
    SDL_Surface *surface = SDL_GetWindowSurface(window->sdl);
    SDL_Surface *picture =
        SDL_CreateRGBSurfaceWithFormatFrom(image->pixels, image->width, image->height, 32,
                                           4 * image->stride, SDL_PIXELFORMAT_ARGB8888);
    bool shown = surface && picture && SDL_SetSurfaceBlendMode(picture, SDL_BLENDMODE_NONE) == 0;
    for (int i = 0; shown && i < count; i++) {
        SDL_Rect target = rects[i]; /* the blit cuts it to the surface */
        shown = SDL_BlitSurface(picture, &rects[i], surface, &target) == 0;
    }
    SDL_FreeSurface(picture);
    /* While the size changes the surface may be gone: the next frame has a new one. */
    if (shown && SDL_UpdateWindowSurfaceRects(window->sdl, rects, count) == 0)
        window->exposed = false;
    return surface && picture
               ? NN_STATUS_OK
               : nn_error_set(err, NN_STATUS_IO, "cannot draw in the window: %s", SDL_GetError());
}

static void choose_cursor(struct window *window) {
    bool over = window->ui.hover == LAYOUT_CANVAS && window->ui.menu.open < 0;
    SDL_Cursor *cursor = over ? window->crosshair : window->arrow;
    if (cursor && cursor != window->cursor)
        SDL_SetCursor(cursor);
    window->cursor = cursor;
}

static void save_picture(struct window *window) {
    char path[FILES_MAX_PATH];
    struct nn_error err;
    enum nn_status status = app_picture_path(window->app, path, &err);
    if (!status)
        status = image_write_png(frame_image(window->frame), path, &err);
    if (app_say_saved(window->app, status, path))
        app_say(window->app, true, "%s", err.message);
}

/* The desktop's own resolution stays. */
static void switch_full_screen(struct window *window) {
    bool is_full = SDL_GetWindowFlags(window->sdl) & SDL_WINDOW_FULLSCREEN;
    SDL_SetWindowFullscreen(window->sdl, is_full ? 0 : SDL_WINDOW_FULLSCREEN_DESKTOP);
}

/* 0 unless it is one of X11. */
static unsigned long x11_window(const struct window *window) {
#ifdef SDL_VIDEO_DRIVER_X11
    SDL_SysWMinfo info;
    SDL_VERSION(&info.version);
    if (SDL_GetWindowWMInfo(window->sdl, &info) && info.subsystem == SDL_SYSWM_X11)
        return info.info.x11.window;
#endif
    return 0;
}

/* By a dialog; offscreen, and where none can be opened, by its path. */
static void ask_for_file(struct window *window) {
    enum file_purpose purpose = window->app->file_request.purpose;
    struct nn_error err;
    if (!window->dialog)
        app_update(window->app, &(struct action){.kind = ACTION_TYPE_PATH});
    else if (file_dialog_open(window->dialog, purpose, x11_window(window), &err))
        app_update(window->app, &(struct action){.kind = ACTION_TYPE_PATH, .text = err.message});
}

static void take_file(struct window *window) {
    if (!window->dialog)
        return;
    const struct file_dialog_answer answer = file_dialog_take(window->dialog);
    bool chosen = answer.outcome == FILE_DIALOG_CHOSEN;
    if (answer.outcome == FILE_DIALOG_OPEN)
        return;
    if (answer.outcome == FILE_DIALOG_UNAVAILABLE)
        app_update(window->app,
                   &(struct action){.kind = ACTION_TYPE_PATH,
                                    .text = "For a dialog, install xdg-desktop-portal with a "
                                            "desktop's part, zenity or kdialog."});
    else
        app_update(window->app, &(struct action){.kind = ACTION_ANSWER_FILE,
                                                 .text = chosen ? answer.path : NULL});
    if (answer.outcome == FILE_DIALOG_FAILED)
        app_say(window->app, true, "%s", answer.error.message);
}

/* Offscreen there is no clipboard. */
static void copy_or_paste(struct window *window, unsigned effects) {
    struct nn_error err;
    enum nn_status status = NN_STATUS_OK;
    if (!window->clipboard)
        return;
    if (effects & APP_EFFECT_COPY)
        status = copy_paste_offer(window->clipboard, window->app, &window->ui,
                                  frame_image(window->frame), &err);
    if (!status && effects & APP_EFFECT_PASTE)
        status = clipboard_ask(window->clipboard, ui_typed_text(&window->ui), &err);
    if (status)
        app_say(window->app, true, "%s", err.message);
}

/* Does what only a window can do for the app. A run's pictures take as long as several frames, so
 * they wait for the end of a stroke. True if anything was done. */
static bool do_effects(struct window *window) {
    unsigned wanted = APP_EFFECT_FULL_SCREEN | APP_EFFECT_SAVE_PICTURE | APP_EFFECT_ASK_FILE |
                      APP_EFFECT_COPY | APP_EFFECT_PASTE;
    if (!window->ui.drawing)
        wanted |= APP_EFFECT_RUN_PICTURES;
    unsigned effects = app_take_effects(window->app, wanted);
    struct nn_error err;
    if (effects & APP_EFFECT_SAVE_PICTURE)
        save_picture(window);
    if (effects & APP_EFFECT_RUN_PICTURES && run_pictures_write(window->app->trainer.result, &err))
        app_say(window->app, true, "%s", err.message);
    if (effects & APP_EFFECT_FULL_SCREEN)
        switch_full_screen(window);
    if (effects & APP_EFFECT_ASK_FILE)
        ask_for_file(window);
    copy_or_paste(window, effects);
    return effects != 0;
}

static enum nn_status paint(struct window *window, struct nn_error *err) {
    struct frame_dirty dirty;
    enum nn_status status = measure(window, err);
    if (!status)
        status = frame_paint(window->frame, window->app, &window->ui, &dirty, err);
    if (status || !window->sdl)
        return status;
    choose_cursor(window);
    return present(window, &dirty, err);
}

enum nn_status window_frame(struct window *window, double now, struct nn_error *err) {
    window->last_frame_s = now;
    take_file(window);
    if (window->clipboard)
        copy_paste_take(window->clipboard, window->app, &window->ui);
    app_collect(window->app, now);
    app_refresh(window->app);
    enum nn_status status = paint(window, err);
    if (!status && do_effects(window))
        status = paint(window, err);
    return status;
}

/* How often updates from the trainer are shown: motion that nobody asked for can be reduced. */
static double updates_interval_s(const struct window *window) {
    return window->app->preferences.reduced_motion ? calm_updates_s : updates_s;
}

/* How long nothing will happen by itself, in milliseconds; -1 for ever, as SDL has it. */
static int sleep_ms(const struct window *window, bool updates) {
    char tip[UI_TIP_TEXT];
    double due_s, until_s = INFINITY;
    if (app_is_busy(window->app))
        return 0;
    ui_tip(&window->ui, window->app, tip, &due_s);
    if (due_s > 0)
        until_s = due_s;
    if (window->app->notices.shown.until_s > 0)
        until_s = fmin(until_s, window->app->notices.shown.until_s);
    if (updates)
        until_s = fmin(until_s, window->last_frame_s + updates_interval_s(window));
    if (isinf(until_s))
        return -1;
    return (int)ceil(1000 * fmax(until_s - now_s(), 0));
}

/* Handles all events in the queue, so that many motions cost one frame. True if any of them did not
 * come from the trainer. */
static bool handle_queue(struct window *window, SDL_Event *event) {
    bool input = false;
    double early_s = window->last_frame_s + frame_s - now_s();
    if (early_s > 0 && event->type != WAKE_EVENT)
        SDL_Delay((Uint32)(1000 * early_s));
    notices_set_time(&window->app->notices, now_s());
    do {
        input = input || event->type != WAKE_EVENT;
        window_handle(window, event);
        if (event->type == SDL_DROPFILE || event->type == SDL_DROPTEXT)
            SDL_free(event->drop.file);
    } while (SDL_PollEvent(event));
    return input;
}

/* Returns when it is time for a frame. */
static void sleep_until_due(struct window *window) {
    SDL_Event event;
    bool input = false, updates = false;
    while (!input && SDL_WaitEventTimeout(&event, sleep_ms(window, updates))) {
        input = handle_queue(window, &event);
        updates = true;
        if (now_s() >= window->last_frame_s + updates_interval_s(window))
            break;
    }
    x_errors_check();
}

enum nn_status window_run(struct window *window, void (*lost)(void *context), void *context,
                          struct nn_error *err) {
    x_errors_survive(lost, context);
    enum nn_status status = window_frame(window, now_s(), err);
    if (status)
        return status;
    SDL_ShowWindow(window->sdl);
    while (!app_take_effects(window->app, APP_EFFECT_QUIT)) {
        sleep_until_due(window);
        if (window_frame(window, now_s(), err))
            app_say(window->app, true, "%s", err->message);
    }
    return NN_STATUS_OK;
}

const struct image *window_image(const struct window *window) {
    return frame_image(window->frame);
}

const struct ui *window_ui(const struct window *window) {
    return &window->ui;
}
