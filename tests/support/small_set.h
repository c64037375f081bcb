/* A folder of IDX files small enough to train on quickly: each picture is a noisy bar whose place
 * gives the class. */
#pragma once

/* Create the folder and its four files: training and test pictures of 28 x 28, of ten classes or of
 * the given number, at most 40. */
void small_set_write(const char *folder, int train, int test);
void small_set_write_classes(const char *folder, int classes, int train, int test);

/* The same with ten classes, as the data that the app finds by itself from now on. */
void small_set_use(const char *folder, int train, int test);
