/* The controller's daemon, as far as an examination of its image can see it: it
 * listens and does what it is told, by whoever says it. It is built for the
 * example image and never run. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

static void handle(int client)
{
    char line[128];
    int degrees;
    ssize_t n = read(client, line, sizeof line - 1);
    if (n <= 0)
        return;
    line[n] = 0;
    if (sscanf(line, "SET heat %d", &degrees) == 1)
        puts("heating");
}

int main(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(8899) };
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (s < 0 || bind(s, (struct sockaddr *)&at, sizeof at) || listen(s, 4))
        return 1;
    for (;;)
        handle(accept(s, NULL, NULL));
}
