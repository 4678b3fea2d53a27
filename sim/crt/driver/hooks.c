/*
 * The module's constructor calls this while it is being opened, before anything is bound: nothing to do.
 */
void __tsan_init(void);

void __tsan_init(void)
{
}
