/* Results as JSON: one object a line on the standard output. */
#ifndef APP_CLI_JSON_OUT_H
#define APP_CLI_JSON_OUT_H

#include <jansson.h>
#include <stdbool.h>

struct number;

/* Prints the object and a line's end at once, so that a reader of the pipe need not wait; takes the
 * object over. A failure to write shows on stdout's error flag; an object that could not be made,
 * NULL, in json_out_is_whole. */
void json_out(json_t *object);

/* The same of an object and what more has beside it; takes both over. Without one of them nothing
 * is printed. */
void json_out_joined(json_t *object, json_t *more);

/* Whether all objects so far were there to be printed: jansson makes none of a number that is
 * infinite or none at all, nor without memory. */
bool json_out_is_whole(void);

/* A file's name as JSON's text, which is UTF-8: in one that is not, ? stands for all that is not
 * ASCII. */
json_t *json_out_name(const char *name);

/* {"digit", "confidence", "is_digit", "probabilities"} of the digit drawn at last; digit is null
 * where nothing is drawn. With several digits also "number", all of them as a string. */
json_t *json_out_number(const struct number *number);

#endif
