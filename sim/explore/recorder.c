#include "explore/recorder.h"
#include "host/host.h"

#include <stdlib.h>

static unsigned record(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    struct recorder *recorder = context;
    unsigned answer = recorder->strategy->answer(recorder->self, place, options, n);
    recorder->stopped = answer == CHOICE_STOP;
    if (recorder->used == recorder->room) {
        recorder->room = recorder->room ? recorder->room * 2 : 1024;
        recorder->taken = host_resize(recorder->taken, recorder->room);
    }
    recorder->taken[recorder->used++] = (uint8_t)answer;
    if (recorder->watch)
        watch_choice(recorder->watch, place, options, n, answer);
    return answer;
}

struct search_failure recorder_run(struct recorder *recorder, const struct machine_snapshot *start)
{
    recorder->used = 0;
    recorder->stopped = false;
    if (recorder->watch)
        watch_run(recorder->watch);
    return search_once(start, record, recorder);
}

/* Turned into deviations by place. */
struct again {
    const uint8_t *taken;
    size_t count, at;
    struct replay places;
    struct schedule *schedule;
};

static unsigned repeat(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    struct again *again = context;
    unsigned answer = again->at < again->count ? again->taken[again->at++] : 0;
    if (answer >= n)
        answer = 0;
    if (again->schedule) {
        uint32_t occurrence = replay_count(&again->places, place);
        if (answer)
            schedule_add(again->schedule, &(struct deviation){.place = *place, .occurrence = occurrence, .move = options[answer]});
    }
    return answer;
}

struct search_failure recorder_repeat(const struct machine_snapshot *start, const uint8_t *taken, size_t count, struct schedule *schedule)
{
    struct again again = {.taken = taken, .count = count, .schedule = schedule};
    struct schedule none = {0};
    replay_start(&again.places, &none);
    struct search_failure failure = search_once(start, repeat, &again);
    replay_end(&again.places);
    return failure;
}
