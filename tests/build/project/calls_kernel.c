int KeSetEvent(void *event, int increment, int wait);

int main(void)
{
    return KeSetEvent(0, 0, 0);
}
