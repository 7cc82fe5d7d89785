/* The camera's daemon after it was mended: it takes no longer line than it has
 * room for, calls no shell, and is built with what the compiler offers. It is
 * built for the example image and never run. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

static char name[32];

static void handle(int client)
{
    char line[128];
    ssize_t n = read(client, line, sizeof line - 1);
    if (n <= 0)
        return;
    line[n] = 0;
    snprintf(name, sizeof name, "%s", line);
}

int main(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(8554) };
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (s < 0 || bind(s, (struct sockaddr *)&at, sizeof at) || listen(s, 4))
        return 1;
    for (;;)
        handle(accept(s, NULL, NULL));
}
