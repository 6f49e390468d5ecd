#!/bin/sh
# step.sh "Title (how long)" command...: says what starts, runs it, says how long it took.
title=$1
shift
echo "==> $title"
start=$(date +%s)
"$@"
status=$?
seconds=$(($(date +%s) - start))
if [ "$status" -eq 0 ]; then
  echo "    done in $seconds s"
else
  echo "    FAILED after $seconds s: $*" >&2
fi
exit "$status"
