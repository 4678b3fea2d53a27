/* Names of analyser warnings on Windows; `#pragma prefast` is ignored here, so none is needed. */
#ifndef NTSIM_DDK_SUPPRESS_H
#define NTSIM_DDK_SUPPRESS_H

#endif
