/* The camera's daemon, as far as an examination of its image can see it: it
 * listens, copies what it is sent without looking at its length, and calls a
 * shell. It is built for the example image and never run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

static char name[32];

static void handle(int client)
{
    char line[128], command[256];
    ssize_t n = read(client, line, 1024);
    if (n <= 0)
        return;
    strcpy(name, line);
    sprintf(command, "date -s %s", name);
    system(command);
}

int main(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(554) };
    int s = socket(AF_INET, SOCK_STREAM, 0);
    bind(s, (struct sockaddr *)&at, sizeof at);
    listen(s, 4);
    for (;;)
        handle(accept(s, NULL, NULL));
}
