#include "choice/choice.h"

#include <stddef.h>

choice_answer *choice_answerer;
void *choice_context;
void (*choice_stop)(void);

void choice_ask(choice_answer *answer, void *context)
{
    choice_answerer = answer;
    choice_context = context;
}
