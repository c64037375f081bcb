#include "app/sdl/x_errors.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

/* As in Xlib.h, which need not be installed: Xlib itself is there if SDL uses it. */
struct x_error {
    int type;
    void *display;
    unsigned long resource, serial;
    unsigned char code, request, minor;
};
typedef int x_error_handler(void *display, struct x_error *error);
typedef int x_loss_handler(void *display);

/* Xlib has one handler for the whole process, which is given no context of ours. */
static struct {
    SDL_threadID owner;
    SDL_atomic_t is_lost;
    void (*lost)(void *context);
    void *context;
} watch;

/* Windows of other programs, such as the source of a drag, can vanish at any moment. */
static int survive(void *display, struct x_error *error) {
    SDL_LogWarn(SDL_LOG_CATEGORY_APPLICATION,
                "inkling: the X server reports error %d about request %d.%d; going on", error->code,
                error->request, error->minor);
    return 0;
}

static void conclude(void) {
    watch.lost(watch.context);
    _Exit(EXIT_FAILURE); /* SDL's end would wait for the server, and a thread's for this one */
}

/* Xlib ends the process when this returns. Another thread, which came to wake the owner, waits for
 * the owner to notice. */
static int note_loss(void *display) {
    SDL_AtomicSet(&watch.is_lost, 1);
    while (SDL_ThreadID() != watch.owner)
        SDL_Delay(1000);
    conclude();
    return 0;
}

/* A build that checks indirect calls does not know Xlib's functions. */
#if defined(__clang__)
__attribute__((no_sanitize("cfi-icall")))
#endif
void x_errors_survive(void (*lost)(void *context), void *context) {
    typedef void set_error_handler(x_error_handler *);
    typedef void set_loss_handler(x_loss_handler *);
    const char *driver = SDL_GetCurrentVideoDriver();
    void *xlib = driver && strcmp(driver, "x11") == 0 ? SDL_LoadObject("libX11.so.6") : NULL;
    if (!xlib)
        return;
    watch.owner = SDL_ThreadID();
    watch.lost = lost;
    watch.context = context;
    set_error_handler *on_error = (set_error_handler *)SDL_LoadFunction(xlib, "XSetErrorHandler");
    set_loss_handler *on_loss = (set_loss_handler *)SDL_LoadFunction(xlib, "XSetIOErrorHandler");
    if (on_error && on_loss) {
        on_error(survive);
        on_loss(note_loss);
    }
    SDL_UnloadObject(xlib); /* it stays while SDL uses it */
}

void x_errors_check(void) {
    if (SDL_AtomicGet(&watch.is_lost))
        conclude();
}
