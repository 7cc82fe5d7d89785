#!/bin/sh
echo "Content-Type: image/jpeg"
echo
snapshot -o -
