/* A page of digits as a file, for suites that open pictures. */
#pragma once

/* MNIST's first test pictures in two rows, enlarged and dark on white: 7 2 1 0 4, and 1 4 9. */
enum { DIGIT_PAGE_DIGITS = 8 };

/* Writes it as PNG. Anything that fails fails the test. */
void digit_page_write(const char *path);
