#!/bin/sh
# The application partition: the part of the camera that is updated on its own.
start-stop-daemon -S -b -c camd -x /system/bin/camd -- -c /system/conf/camd.ini
/usr/sbin/fwupdate.sh &
