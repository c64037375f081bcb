/* Collections, and what is in their files. */
#pragma once

#include "app/core/data/collection.h"

/* Lines of a file. */
#define DRAWING_OF_1 "{\"word\":\"1\",\"drawing\":[[[0,9],[0,200]]]}\n"
#define DRAWING_OF_2 "{\"word\":\"2\",\"drawing\":[[[0,50],[0,20]]]}\n"

/* The caller destroys it. */
struct collection *collections_create(void);
struct collection *collections_load(const char *file);

/* Adds a stroke that is different for each number, with coordinates that no decimal gives exactly;
 * waits while another program writes the file. Returns its index. */
int collections_add(struct collection *collection, int number, int digit);

/* The labels, in order. */
void collections_check_digits(const struct collection *collection, const char *digits);

/* The same of a file, as a program started now would load it. */
void collections_check_kept(const char *file, const char *digits);

/* Makes the folder too. */
void collections_write(const char *file, const char *text);
