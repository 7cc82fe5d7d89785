/* Stands in for a program of a distribution: it holds the banner by which an
 * inventory knows the program, and imports what such a program imports. It is
 * built for the example image and never run. */
#include <stdio.h>
#include <string.h>
#include <stdlib.h>

#ifndef BANNER
#error "BANNER is given by the build"
#endif

int main(int argc, char **argv)
{
    char out[256];
    snprintf(out, sizeof out, "%s %s", BANNER, argc > 1 ? argv[1] : "");
    puts(out);
    return getenv("HOME") == NULL;
}
