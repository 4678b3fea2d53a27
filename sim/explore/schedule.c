#include "explore/schedule.h"

#include "ddi/ddi.h"
#include "verify/points.h"
#include "event/event.h"
#include "host/host.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION "0.1"

/* By enum ke_label: the letter of an object's kind. */
static const char letters[] = "-tETDSMLIVRFOPWX";

static uint32_t check_sum(const char *text, size_t size)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    return hash;
}

void schedule_add(struct schedule *schedule, const struct deviation *deviation)
{
    if (schedule->count == schedule->room) {
        schedule->room = schedule->room ? schedule->room * 2 : 8;
        schedule->deviations = host_resize(schedule->deviations, schedule->room * sizeof *schedule->deviations);
    }
    schedule->deviations[schedule->count++] = *deviation;
}

struct schedule schedule_copy(const struct schedule *schedule)
{
    struct schedule copy = *schedule;
    copy.deviations = NULL;
    copy.count = copy.room = 0;
    for (size_t i = 0; i < schedule->count; i++)
        schedule_add(&copy, &schedule->deviations[i]);
    return copy;
}

void schedule_free(struct schedule *schedule)
{
    free(schedule->deviations);
    *schedule = (struct schedule){0};
}

static const char *place_name(const struct choice_place *place)
{
    if (place->kind == CHOICE_PROCESSOR)
        return "-processor";
    if (place->kind == CHOICE_THREAD)
        return "-thread";
    if (place->access)
        return points_name(place->access);
    return place->routine ? ddi_rows[place->routine].name : "-";
}

static void print_move(struct choice_option move, char *text, size_t size)
{
    switch (move.kind) {
    case MOVE_PROCESSOR:
        snprintf(text, size, "P%u", move.value);
        break;
    case MOVE_THREAD:
        snprintf(text, size, "T%u", move.value & 0xFFFFFF);
        break;
    case MOVE_INTERRUPT:
        snprintf(text, size, "I%u", move.value);
        break;
    case MOVE_INTERRUPT_THERE:
        snprintf(text, size, "J%u", move.value);
        break;
    case MOVE_CLOCK:
        snprintf(text, size, "C%u", move.value);
        break;
    case MOVE_PULL:
        snprintf(text, size, "U%u", move.value);
        break;
    default:
        snprintf(text, size, "%s", move.kind == MOVE_TIME ? "t" : move.kind == MOVE_DPC ? "D" : "F");
        break;
    }
}

const char *deviation_print(const struct deviation *deviation, char *text, size_t size)
{
    const struct choice_place *place = &deviation->place;
    char object[24] = "-", move[24];
    if (place->object)
        snprintf(object, sizeof object, "%c%u", letters[place->object >> 24 & 15], place->object & 0xFFFFFF);
    print_move(deviation->move, move, sizeof move);
    snprintf(text, size, "%u.%s%s.%s.%u=%s", place->context & 0xFFFFFF, place_name(place), place->leaving ? "!" : "", object, deviation->occurrence, move);
    return text;
}

char *schedule_print(const struct schedule *schedule)
{
    size_t room = 256 + schedule->count * 192;
    char *text = host_take(1, room);
    size_t used = (size_t)snprintf(text, room, "NTS1:v=%s,s=%s,p=%u,l=%u,d=%08x", VERSION, schedule->scenario[0] ? schedule->scenario : "-", schedule->processors, schedule->level, schedule->driver_hash);
    if (schedule->beginning > 1)
        used += (size_t)snprintf(text + used, room - used, ",b=%u", schedule->beginning);
    for (size_t i = 0; i < schedule->count; i++) {
        char one[184];
        used += (size_t)snprintf(text + used, room - used, ",%s", deviation_print(&schedule->deviations[i], one, sizeof one));
    }
    snprintf(text + used, room - used, ",c=%08x", check_sum(text, used));
    return text;
}

/* --- parsing -------------------------------------------------------------------------------------------------------------------------------------- */

static bool number(const char **at, uint32_t *value)
{
    char *end;
    if (!isdigit((unsigned char)**at))
        return false;
    unsigned long long n = strtoull(*at, &end, 10);
    *value = (uint32_t)n;
    *at = end;
    return n <= 0xFFFFFFFFu;
}

static bool parse_routine(const char **at, struct choice_place *place)
{
    char name[POINTS_NAME_MAX];
    size_t n = strcspn(*at, ".!=,");
    if (n == 0 || n >= sizeof name)
        return false;
    memcpy(name, *at, n);
    name[n] = 0;
    *at += n;
    if (strcmp(name, "-processor") == 0)
        place->kind = CHOICE_PROCESSOR;
    else if (strcmp(name, "-thread") == 0)
        place->kind = CHOICE_THREAD;
    else if (strcmp(name, "-") == 0)
        place->routine = DDI_NONE;
    else if (name[0] == '@')
        place->access = points_named(name);
    else if (!(place->routine = (uint16_t)ddi_named(name)))
        return false;
    if (**at == '!') {
        place->leaving = true;
        ++*at;
    }
    return **at == '.';
}

static bool parse_object(const char **at, uint32_t *object)
{
    if (**at == '-') {
        ++*at;
        return true;
    }
    const char *letter = **at ? strchr(letters, **at) : NULL;
    uint32_t n;
    ++*at;
    if (!letter || !number(at, &n))
        return false;
    *object = (uint32_t)(letter - letters) << 24 | n;
    return true;
}

static bool parse_move(const char **at, struct choice_option *move)
{
    static const struct {
        char letter;
        uint8_t kind;
        bool has_value;
    } moves[] = {{'P', MOVE_PROCESSOR, true}, {'T', MOVE_THREAD, true}, {'I', MOVE_INTERRUPT, true}, {'t', MOVE_TIME, false}, {'C', MOVE_CLOCK, true}, {'D', MOVE_DPC, false}, {'F', MOVE_FAIL, false}, {'U', MOVE_PULL, true}, {'J', MOVE_INTERRUPT_THERE, true}};
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        if (**at != moves[i].letter)
            continue;
        ++*at;
        move->kind = moves[i].kind;
        if (moves[i].has_value && !number(at, &move->value))
            return false;
        if (move->kind == MOVE_THREAD)
            move->value |= 1u << 24;
        return true;
    }
    return false;
}

static bool parse_deviation(const char **at, struct deviation *deviation)
{
    *deviation = (struct deviation){0};
    uint32_t context;
    if (!number(at, &context) || *(*at)++ != '.' || !parse_routine(at, &deviation->place))
        return false;
    deviation->place.context = context | 1u << 24;
    ++*at;
    if (!parse_object(at, &deviation->place.object) || *(*at)++ != '.' || !number(at, &deviation->occurrence) || *(*at)++ != '=')
        return false;
    if (!parse_move(at, &deviation->move))
        return false;
    if (deviation->move.kind == MOVE_FAIL) /* that is asked at allocations only */
        deviation->place.kind = CHOICE_ALLOCATION;
    return **at == ',' || **at == 0;
}

static bool parse_header(const char **at, struct schedule *schedule)
{
    char version[16];
    int n = 0;
    if (sscanf(*at, "v=%15[0-9.],s=%63[a-z0-9_-],p=%u,l=%u,d=%x%n", version, schedule->scenario, &schedule->processors, &schedule->level, &schedule->driver_hash, &n) != 5)
        return false;
    if (strcmp(schedule->scenario, "-") == 0)
        schedule->scenario[0] = 0;
    *at += n;
    n = 0;
    if (sscanf(*at, ",b=%u%n", &schedule->beginning, &n) == 1 && n)
        *at += n;
    return schedule->processors >= 1 && schedule->processors <= 32 && schedule->level >= 1 && schedule->level <= 2;
}

static bool check(const char *text, const char **error)
{
    const char *sum = strstr(text, ",c=");
    uint32_t stated;
    if (strncmp(text, "NTS1:", 5) != 0)
        *error = "it does not begin with NTS1:";
    else if (!sum || sscanf(sum, ",c=%8x", &stated) != 1 || strlen(sum) != 11)
        *error = "its end is missing";
    else if (stated != check_sum(text, (size_t)(sum - text)))
        *error = "its check sum is wrong: it was changed or cut";
    else
        return true;
    return false;
}

bool schedule_parse(struct schedule *schedule, const char *text, const char **error)
{
    *schedule = (struct schedule){0};
    if (!check(text, error))
        return false;
    const char *at = text + 5;
    *error = "its header cannot be read";
    if (!parse_header(&at, schedule))
        return false;
    while (strncmp(at, ",c=", 3) != 0) {
        struct deviation deviation;
        ++at;
        *error = "one of its deviations cannot be read, or names a routine that this ntsim does not have";
        if (!parse_deviation(&at, &deviation)) {
            schedule_free(schedule);
            return false;
        }
        schedule_add(schedule, &deviation);
    }
    return true;
}

/* --- replaying ------------------------------------------------------------------------------------------------------------------------------------ */

struct occurrence {
    struct choice_place place;
    uint32_t count; /* 0: free slot */
};

static bool same(const struct choice_place *a, const struct choice_place *b)
{
    return a->kind == b->kind && a->context == b->context && a->routine == b->routine && a->leaving == b->leaving && a->object == b->object && a->access == b->access;
}

static size_t slot_of(const struct choice_place *place, size_t room)
{
    uint64_t key = ((uint64_t)place->context << 32 | place->object) * 0x9E3779B97F4A7C15u;
    key ^= (uint64_t)(place->routine * 8u + (unsigned)place->kind * 2u + place->leaving) * 0xBF58476D1CE4E5B9u;
    return (size_t)(key >> 20) & (room - 1);
}

static struct occurrence *find(struct occurrence *table, size_t room, const struct choice_place *place)
{
    size_t i = slot_of(place, room);
    while (table[i].count && !same(&table[i].place, place))
        i = (i + 1) & (room - 1);
    return &table[i];
}

static void grow(struct replay *replay)
{
    size_t room = replay->room ? replay->room * 2 : 256;
    struct occurrence *table = host_take(room, sizeof *table);
    for (size_t i = 0; i < replay->room; i++)
        if (replay->occurrences[i].count)
            *find(table, room, &replay->occurrences[i].place) = replay->occurrences[i];
    free(replay->occurrences);
    replay->occurrences = table;
    replay->room = room;
}

uint32_t replay_count(struct replay *replay, const struct choice_place *place)
{
    if (place->access)
        return place->nth;
    if (replay->used * 2 >= replay->room)
        grow(replay);
    struct occurrence *slot = find(replay->occurrences, replay->room, place);
    if (!slot->count) {
        slot->place = *place;
        replay->used++;
    }
    return ++slot->count;
}

void replay_start(struct replay *replay, struct schedule *schedule)
{
    *replay = (struct replay){.schedule = schedule};
    for (size_t i = 0; i < schedule->count; i++)
        schedule->deviations[i].taken = false;
}

void replay_start_at_boot(struct replay *replay, struct schedule *schedule)
{
    replay_start(replay, schedule);
    replay->pauses = schedule->beginning ? schedule->beginning : 1;
}

void replay_pause(struct replay *replay)
{
    if (replay->pauses)
        replay->pauses--;
    if (replay->pauses || replay->taken)
        return;
    free(replay->occurrences);
    replay->occurrences = NULL;
    replay->room = replay->used = 0;
}

unsigned replay_answer(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    struct replay *replay = context;
    if (replay->pauses)
        return 0;
    uint32_t occurrence = replay_count(replay, place);
    for (size_t i = 0; i < replay->schedule->count; i++) {
        struct deviation *deviation = &replay->schedule->deviations[i];
        if (deviation->taken || deviation->occurrence != occurrence || !same(&deviation->place, place))
            continue;
        for (unsigned option = 0; option < n; option++) {
            if (options[option].kind != deviation->move.kind || options[option].value != deviation->move.value)
                continue;
            deviation->taken = true;
            replay->taken++;
            if (event_listened) {
                struct event mark = event_state->now;
                mark.kind = EV_CHOICE;
                mark.a = i + 1;
                event_emit_slow(&mark); /* for listeners only: it is no event of the machine's */
            }
            return option;
        }
    }
    return 0;
}

const struct deviation *replay_diverged(const struct replay *replay)
{
    for (size_t i = 0; i < replay->schedule->count; i++)
        if (!replay->schedule->deviations[i].taken)
            return &replay->schedule->deviations[i];
    return NULL;
}

void replay_end(struct replay *replay)
{
    free(replay->occurrences);
    replay->occurrences = NULL;
}
