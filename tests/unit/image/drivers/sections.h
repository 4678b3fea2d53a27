/* Sections have two names on macOS, where clang follows a header's pragma and stops. */
#ifndef __APPLE__
#pragma code_seg("PAGE")
VOID of_header(VOID);
VOID of_header(VOID)
{
}
#pragma code_seg()
#endif
