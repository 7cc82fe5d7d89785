/* The watch after it was mended: it hands what it has to say to the TLS library
 * and names no child. It is built for the example image and never run. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
    char line[128];
    int n = snprintf(line, sizeof line, "report lat=%.5f lon=%.5f\n", 51.5, -0.1);
    return n < 0 || write(1, line, (size_t)n) != n;
}
