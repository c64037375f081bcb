/* The machine as the other figures need it: its name and what it can do at most. */
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "app/cli/bench.h"
#include "app/cli/timing.h"
#include "app/core/base/clock.h"
#include "nn/thread_pool.h"

/* The first "model name" of Linux's /proc/cpuinfo; elsewhere the architecture. */
static void find_processor(char *name, size_t capacity) {
    struct utsname machine;
    char line[256];
    snprintf(name, capacity, "%s", uname(&machine) < 0 ? "unknown" : machine.machine);
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file && fgets(line, sizeof line, file)) {
        char *colon = strchr(line, ':');
        if (colon && strncmp(line, "model name", 10) == 0) {
            snprintf(name, capacity, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
            break;
        }
    }
    if (file)
        fclose(file);
}

/* The best of several short runs: a peak is what the processor can do when nothing disturbs it. */
static double find_peak(const struct nn_kernels *kernels) {
    enum { RUNS = 400, ROUNDS = 1 << 16 };
    double best = 0;
    for (int i = 0; i < RUNS; i++) {
        float total;
        double start = clock_seconds();
        double operations = kernels->multiply_add(&total, 0.5f, 1, ROUNDS);
        double flops = operations / (clock_seconds() - start);
        best = flops > best ? flops : best;
    }
    return best;
}

enum { HANDOVERS = 1000 };

/* Two pieces, each of which waits for what the other counts. */
static void hand_over(void *context, int piece, int worker) {
    atomic_int *count = context;
    for (int i = piece; i < HANDOVERS; i += 2) {
        while (atomic_load(count) != i) {
        }
        atomic_store(count, i + 1);
    }
}

/* What two threads pay for sharing data: the median of many times. 0 where there is one thread. */
static enum nn_status find_handover(struct bench_machine *machine, struct nn_error *err) {
    enum { RUNS = 100 };
    struct timing timing = {0};
    struct nn_thread_pool *pool = NULL;
    enum nn_status status =
        machine->threads > 1 ? nn_thread_pool_create(&pool, 2, err) : NN_STATUS_OK;
    for (int i = 0; i < RUNS && pool; i++) {
        atomic_int count = 0;
        double start = clock_seconds();
        nn_thread_pool_run(pool, 2, hand_over, &count);
        timing_add(&timing, (clock_seconds() - start) / HANDOVERS);
    }
    machine->handover_s = timing_percentile(&timing, 0.5);
    timing_deinit(&timing);
    nn_thread_pool_destroy(pool);
    return status;
}

enum nn_status bench_machine_measure(struct bench_machine *machine, struct nn_error *err) {
    find_processor(machine->processor, sizeof machine->processor);
    machine->kernels = nn_kernels_best();
    machine->threads = nn_processor_count();
    machine->peak_flops = find_peak(machine->kernels);
    return find_handover(machine, err);
}
