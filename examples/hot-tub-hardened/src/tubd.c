/* The controller's daemon after it was mended: it opens no port. It reads orders
 * from the web server behind its log-in, checks them, and is built with what the
 * compiler offers. It is built for the example image and never run. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { COLDEST = 5, WARMEST = 40 };

int main(void)
{
    char line[64];
    int degrees;
    while (fgets(line, sizeof line, stdin))
        if (sscanf(line, "heat %d", &degrees) == 1 && degrees >= COLDEST && degrees <= WARMEST)
            printf("heating to %d\n", degrees);
    return 0;
}
