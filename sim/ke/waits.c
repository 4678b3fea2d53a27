/*
 * The wait graph in words: nothing can move, and this is why.
 */
#include "image/image.h"
#include "ke/end.h"
#include "ke/inspect.h"
#include "ke/state.h"

#include <stdarg.h>
#include <stdio.h>

struct words {
    char *text;
    size_t size, used;
};

static void __attribute__((format(printf, 2, 3))) say(struct words *words, const char *format, ...)
{
    if (words->used >= words->size)
        return;
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(words->text + words->used, words->size - words->used, format, arguments);
    va_end(arguments);
    words->used += n > 0 ? (size_t)n : 0;
}

static const char *kind_of(uint32_t label)
{
    static const char *const kinds[] = {"nothing", "thread", "event", "timer", "DPC", "semaphore", "mutex", "spin lock", "IRP", "device", "driver", "file",
                                        "object", "pool block", "work item", "object"};
    return kinds[label >> 24 & 15];
}

static void place(struct words *words, const char *before, uintptr_t site)
{
    char where[160];
    if (site)
        say(words, "%s %s", before, image_describe(site, where, sizeof where));
}

/* Where the thread called the system last. */
static void stands(struct words *words, const struct ke_thread *thread)
{
    uintptr_t site = 0;
    ke_thread_calls(thread, &site, 1);
    const char *routine = thread->gate ? ddi_rows[thread->gate->id].name : "";
    if (routine[0])
        say(words, ", in %s", routine);
    place(words, routine[0] ? " called by" : ", in", site);
}

static void holder(struct words *words, const KSPIN_LOCK *lock)
{
    for (uint32_t i = 0; i < ke->cpu_count; i++)
        for (int h = 0; h < ke->cpus[i].held_count; h++)
            if (ke->cpus[i].held[h].lock == lock) {
                say(words, "processor %u%s holds", i, ke->cpus[i].spins_on == lock ? " itself" : "");
                place(words, ", taken in", ke->cpus[i].held[h].site);
                return;
            }
    say(words, "nobody holds (its word is 0x%llx: never initialised, or overwritten)", (unsigned long long)*lock);
}

static void spins(struct words *words, const struct ke_cpu *cpu)
{
    uint32_t label = ke_label_find(cpu->spins_on);
    say(words, "%sprocessor %u spins", words->used ? "; " : "", cpu->number);
    stands(words, cpu->current);
    if (cpu->spins_on == ke->cancel_lock)
        say(words, ", on the cancel spin lock, which ");
    else if (label)
        say(words, ", on spin lock %u, which ", label & 0xFFFFFF);
    else
        say(words, ", on a spin lock, which ");
    holder(words, cpu->spins_on);
}

static void waits(struct words *words, const struct ke_thread *thread)
{
    uint32_t label = ke_label_find(thread->wait_blocks[0].object);
    say(words, "%sthread %u (%s) waits for ever", words->used ? "; " : "", thread->id & 0xFFFFFF, thread->label ? thread->label : "?");
    if (label)
        say(words, " for %s%s %u", thread->wait_count > 1 ? "one or all of several, the first " : "", kind_of(label), label & 0xFFFFFF);
    stands(words, thread);
}

void ke_describe_waits(char *text, size_t size)
{
    struct words words = {text, size, 0};
    text[0] = 0;
    for (uint32_t i = 0; i < ke->cpu_count; i++)
        if (ke->cpus[i].spins_on)
            spins(&words, &ke->cpus[i]);
    list_each(node, &ke->threads)
    {
        const struct ke_thread *thread = list_of(node, struct ke_thread, all_link);
        if (thread->state == KE_WAITING && thread->wait_count && (!thread->system || thread->activation))
            waits(&words, thread);
    }
    if (!words.used)
        say(&words, "nothing can move and nothing is due");
}
