/*
 * !idt and !pci.
 */
#include "lab/look.h"

#include "dev/dev.h"
#include "ke/interrupt.h"

#include <strings.h>

struct idt_print {
    struct lab_call *call;
    uint64_t vector; /* 0: all */
    uint32_t last_line;
    unsigned shown;
};

/* Chained routines come one behind the other, in the order in which they are asked. */
static void print_interrupt(void *context, const struct ke_interrupt *interrupt)
{
    struct idt_print *print = context;
    ULONG vector = ke_line_vector(interrupt->line);
    if (print->vector && print->vector != vector)
        return;
    if (print->shown++ && print->last_line == interrupt->line)
        lab_print(print->call, "           ");
    else
        lab_print(print->call, "%02x: %s ", (unsigned)vector, interrupt->mode == Latched ? "latched" : "level  ");
    print->last_line = interrupt->line;
    lab_print(print->call, "%s (KINTERRUPT %s)  line %u, IRQL %u, lock at %u%s%s\n", lab_code(interrupt->call.routine, interrupt->call.generation), lab_at(&interrupt->connected),
              interrupt->line, interrupt->irql, interrupt->synchronize_irql, interrupt->share ? ", shared" : "", interrupt->running ? ", running" : "");
    lab_print(print->call, "           connected by %s at %s\n", lab_site(interrupt->call.armed_by), lab_time(interrupt->call.armed_at));
}

void lab_idt(struct lab_call *call)
{
    struct idt_print print = {.call = call};
    const char *word = lab_word(call, 0);
    if (word && strcasecmp(word, "-a") != 0 && !lab_number(word, &print.vector)) {
        lab_fail(call, "%s is no interrupt vector", word);
        return;
    }
    lab_print(call, "Dumping IDT:\n");
    ke_interrupts_visit(print_interrupt, &print);
    if (!print.shown)
        lab_print(call, print.vector ? "No interrupt is connected to vector %02x.\n" : "No interrupt is connected.\n", (unsigned)print.vector);
}

/* --- !pci ---------------------------------------------------------------------------------------------------------------------------------- */

static unsigned config(const struct ntsim_card *card, unsigned offset, unsigned size)
{
    unsigned value = 0;
    for (unsigned i = 0; i < size; i++)
        value |= (unsigned)card->config[offset + i] << 8 * i;
    return value;
}

/* Bits that are set have their letter, others a dot, as the extension prints them. */
static void print_bits(struct lab_call *call, const char *name, unsigned value, const char *letters)
{
    lab_print(call, " %s[%04x:", name, value);
    for (unsigned bit = 0; letters[bit]; bit++)
        if (letters[bit] != ' ')
            lab_print(call, "%c", value >> bit & 1 ? letters[bit] : '.');
    lab_print(call, "]");
}

static void print_bars(struct lab_call *call, const struct ntsim_card *card)
{
    struct hal_range range;
    for (unsigned n = 0; n < NTSIM_BARS; n++)
        if (dev_bar(card, n, &range))
            lab_print(call, "        BAR%u: %s 0x%llx, 0x%x bytes%s\n", n, range.space == HAL_PORTS ? "ports" : "memory", (unsigned long long)range.start, (unsigned)range.size,
                      dev_bar_enabled(card, n) ? "" : " (not decoded)");
    if (card->model.interrupt_pin)
        lab_print(call, "        IntPin: INT%c#  IntLine: %u%s%s\n", 'A' + card->model.interrupt_pin - 1, card->line, card->asks ? ", asks for service" : "",
                  card->asks && !card->drives ? " (disabled)" : "");
}

static void print_card(struct lab_call *call, const struct ntsim_card *card, bool verbose)
{
    if (card->removed) {
        lab_print(call, "%02x:0  (%s was pulled out)\n", card->slot, card->model.name);
        return;
    }
    lab_print(call, "%02x:0  %04x:%04x.%02x ", card->slot, config(card, 0, 2), config(card, 2, 2), config(card, 8, 1));
    print_bits(call, "Cmd", config(card, 4, 2), "imb  p s  d");
    print_bits(call, "Sts", config(card, 6, 2), "   ic");
    lab_print(call, " Class:%x:%x:%x  %s\n", config(card, 11, 1), config(card, 10, 1), config(card, 9, 1), card->model.name);
    if (verbose)
        print_bars(call, card);
}

void lab_pci(struct lab_call *call)
{
    const char *word = lab_word(call, 0);
    const struct ntsim_card *card;
    uint64_t flags = 1;
    if (word && strcasecmp(word, "-v") != 0 && !lab_number(word, &flags)) {
        lab_fail(call, "!pci has no option %s: -v", word);
        return;
    }
    lab_print(call, "PCI Segment 0 Bus 0\n");
    for (unsigned n = 0; (card = dev_card(n)); n++)
        print_card(call, card, word && flags & 1);
    if (!dev_card(0))
        lab_print(call, "No card is on the bus.\n");
}
