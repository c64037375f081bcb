/* A folder of IDX files small enough to train on in a moment: each picture is a bar whose place is
 * its class, with noise. */
#pragma once

/* Writes the four files into folder, which it makes: train and test pictures 28 x 28, of ten
 * classes or of so many, up to 40. */
void small_set_write(const char *folder, int train, int test);
void small_set_write_classes(const char *folder, int classes, int train, int test);
