/* What the user can ask for: one kind for each, with what it needs to know. */
#pragma once

#include "app/core/ink/stroke.h"
#include "app/core/reading/activations.h"
#include "app/core/recipe/training_choice.h"

/* The comment names the member that counts. What DIGIT, STEP, PICK and UNDO do, the screen says. */
enum action_kind {
    ACTION_NONE,
    ACTION_STROKE_BEGIN, /* position */
    ACTION_STROKE_MOVE,  /* position */
    ACTION_STROKE_END,
    ACTION_UNDO,
    ACTION_REDO,
    ACTION_CLEAR,
    ACTION_TOOL,        /* number: an enum canvas_tool */
    ACTION_BRUSH,       /* value: the diameter in canvas units */
    ACTION_BRUSH_STEP,  /* number: 1 thicker, -1 thinner */
    ACTION_SCREEN,      /* number: an enum app_screen */
    ACTION_DIGIT,       /* number: what is shown is this digit, or only these are to be shown */
    ACTION_STEP,        /* number: so many items on, or back */
    ACTION_PICK,        /* number: the item's index */
    ACTION_REMOVE,      /* the selected drawing */
    ACTION_IMPORT_STOP, /* no drawing of the files that are being read is added */
    ACTION_EDIT,        /* the selected drawing goes to the canvas */
    ACTION_TEST_FILTER, /* number: an enum test_filter */
    ACTION_CELL,        /* number: of a cell of the confusion matrix (mistakes.h); again, or -1: all
                           mistakes */
    ACTION_MISTAKE,     /* number: of the pictures of the cell; it is opened */
    ACTION_MEASURE,     /* the mistakes of the model in use, though it is being trained */
    ACTION_DRAW_RUN,    /* number: a run's index; draws it on the graph, or hides it */
    ACTION_USE_RUN,     /* the selected run's model reads from now on */
    ACTION_RESUME_RUN,  /* continues the selected run, which was stopped or cut off */
    ACTION_RUN_VALUE,   /* the graph shows the next value */
    ACTION_SETTING,     /* setting; text that is not valid changes nothing */
    ACTION_CHOICE_STEP, /* number: 1 the next value of the chosen line of the recipe, or -1 */
    ACTION_CHOICE_RESET, /* number: an enum training_choice */
    ACTION_PREVIEW,      /* other pictures, augmented anew */
    ACTION_TRAINING_START,
    ACTION_TRAINING_PAUSE, /* number: 1 pause, 0 continue */
    ACTION_TRAINING_STOP,
    ACTION_LEARN,        /* the user's hand from the drawings */
    ACTION_KEEP,         /* the model in use becomes the one to start with */
    ACTION_REVERT,       /* to the model in use before this one */
    ACTION_BUILTIN,      /* the model compiled in reads again */
    ACTION_OPEN,         /* text: the path of a model, a drawing or a picture */
    ACTION_ASK_FILE,     /* number: an enum file_purpose */
    ACTION_TYPE_PATH,    /* text: why the path asked for is typed in the window, or NULL */
    ACTION_ANSWER_FILE,  /* text: the path asked for; NULL: none was chosen */
    ACTION_SHEET_ADD,    /* text: the same of one of many; a picture goes to the contact sheet */
    ACTION_SHEET_EXPORT, /* the contact sheet's answers */
    ACTION_COPY,         /* number: an enum copy_subject, to the clipboard */
    ACTION_PASTE,        /* asks for what is in the clipboard, which comes as one of these: */
    ACTION_OPEN_PICTURE, /* file: a picture's, in memory */
    ACTION_OPEN_LIST,    /* text: paths or URIs of files, one a line */
    ACTION_SAVE_PICTURE,
    ACTION_SAVE_DRAWING,
    ACTION_SAVE_MODEL,
    ACTION_EXPORT,      /* all drawings */
    ACTION_LAYERS,      /* number: 1 shows what every layer makes of the picture, 0 hides it */
    ACTION_LAYER_STEP,  /* number: 1 the next column of the layers, or -1 */
    ACTION_MAP,         /* map: the column and map to look at */
    ACTION_MAP_PIXEL,   /* number: pixel of the chosen map, -1 its strongest */
    ACTION_ATTRIBUTION, /* number: 1 shows what speaks for the answer, 0 hides it */
    ACTION_ATTRIBUTION_DIGIT, /* number: the digit to speak for instead, -1 the answer */
    ACTION_THEME,             /* number: an enum settings_theme */
    ACTION_MOTION,            /* number: 1 reduced, 0 all of it */
    ACTION_PANEL,             /* number: 1 open, 0 closed */
    ACTION_ZOOM,              /* number: a step from SETTINGS_ZOOM_MIN to SETTINGS_ZOOM_MAX */
    ACTION_ZOOM_STEP,         /* number: 1 larger, -1 smaller, 0 back to normal */
    ACTION_FULL_SCREEN,       /* on or off */
    ACTION_KEYS,              /* number: 1 shows the table of keys, 0 hides it */
    ACTION_NOTICE_CLOSE,      /* the message was read */
    ACTION_QUIT,
    ACTIONS,
};

/* What can be copied: the drawing, the picture that the network sees, the window, or what is being
 * typed in it. */
enum copy_subject { COPY_DRAWING, COPY_INPUT, COPY_WINDOW, COPY_TEXT };

/* Text and a file's bytes are borrowed for the call. */
struct action {
    enum action_kind kind;
    union {
        int number;
        float value;
        struct point position;
        struct activations_choice map;
        const char *text;
        struct {
            const void *bytes;
            size_t size;
        } file;
        struct {
            enum training_choice choice;
            const char *text;
        } setting;
    };
};
