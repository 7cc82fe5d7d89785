/* The watch, as far as an examination of its image can see it: it writes the
 * position into a request and names the child by a number. It is built for the
 * example image and never run. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <netdb.h>
#include <sys/socket.h>

int main(void)
{
    char line[256];
    struct hostent *h = gethostbyname("gate.osprey-lane.example");
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (!h || s < 0)
        return 1;
    snprintf(line, sizeof line, "GET /report?user=%d&lat=%.5f&lon=%.5f\r\n", 100231, 51.5, -0.1);
    return write(s, line, strlen(line)) < 0;
}
