#!/bin/sh
# The application partition: the part of the camera that is updated on its own.
/system/bin/camd -c /system/conf/camd.ini &
/usr/sbin/fwupdate.sh &
/system/init/app_update.sh &
