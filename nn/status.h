/* Errors of the library and of the program built on it.
 *
 * A function that can fail returns enum nn_status and takes `struct nn_error *err` last; it fills
 * in err only on failure, with a sentence that says what is wrong. err may be NULL. */
#pragma once

#if defined(__GNUC__)
#define NN_MUST_USE __attribute__((warn_unused_result))
#define NN_PRINTF(format_index, first_index)                                                       \
    __attribute__((format(printf, format_index, first_index)))
#else
#define NN_MUST_USE
#define NN_PRINTF(format_index, first_index)
#endif

enum nn_status {
    NN_STATUS_OK = 0,
    NN_STATUS_NO_MEMORY,    /* the system, or one of our own limits, refused an allocation */
    NN_STATUS_BAD_ARGUMENT, /* a name, number or combination that is not allowed */
    NN_STATUS_BAD_SPEC,     /* a network's text does not parse, does not fit together or is out of
                               bounds */
    NN_STATUS_IO,           /* the system refused to open, read or write a file */
    NN_STATUS_BAD_FILE,     /* a file is not what it should be */
    NN_STATUS_MISMATCH,     /* two things that are valid on their own do not fit together */
    NN_STATUS_VERSION,      /* a file is of a version of its format that is not known here */
};

struct nn_error {
    enum nn_status status;
    char message[512];
};

/* Fills err (unless NULL) with status and the printf-formatted sentence; returns status. */
enum nn_status nn_error_set(struct nn_error *err, enum nn_status status, const char *format, ...)
    NN_PRINTF(3, 4);
