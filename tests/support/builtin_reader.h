/* A reader of the built-in model, for suites that read digits. */
#pragma once

struct reader;

/* The caller destroys it. */
struct reader *builtin_reader(void);
