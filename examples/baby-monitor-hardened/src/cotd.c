/* The monitor's daemon after it was mended: it opens no port, takes frames from
 * the sensor and hands them to whoever the web server has let in. It is built for
 * the example image and never run. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
    char frame[512];
    ssize_t n;
    while ((n = read(0, frame, sizeof frame)) > 0)
        if (write(1, frame, (size_t)n) != n)
            return 1;
    return 0;
}
