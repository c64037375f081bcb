/* Fuzzes command lines, one argument per line; the first byte chooses which flags the verb
 * accepts. */
#include <stdlib.h>
#include <string.h>

#include "app/cli/options.h"
#include "tests/fuzz/fuzz.h"

enum { MAX_ARGUMENTS = 64 };

static int split(char *text, char *arguments[MAX_ARGUMENTS]) {
    int count = 0;
    for (char *line = text; line && count < MAX_ARGUMENTS; count++) {
        char *end = strchr(line, '\n');
        arguments[count] = line;
        if (end)
            *end++ = '\0';
        line = end;
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const unsigned allowed[] = {~0u, OPTION_COMMON, OPTION_SIZE | OPTION_PEN, OPTION_JSON};
    char *arguments[MAX_ARGUMENTS];
    struct options options;
    struct nn_error err;
    if (size == 0)
        return 0;
    char *text = malloc(size);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    unsigned mask = allowed[data[0] % 4];
    int count = split(text, arguments);
    enum nn_status status = options_parse(&options, mask, count, arguments, &err);
    fuzz_expect_told(status, &err);
    if (!status) {
        fuzz_expect((options.given & ~mask) == 0, "no flag is taken that is not allowed");
        fuzz_expect(options.file_count >= 0 && options.file_count <= count, "files are arguments");
        for (int i = 0; i < options.file_count; i++)
            fuzz_expect(strlen(options.files[i]) < size, "every file can be read");
    }
    free(text);
    return 0;
}
