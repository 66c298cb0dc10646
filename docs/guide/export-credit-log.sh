#!/bin/sh
# Writes the rows of an app's log entity into a file of JSON Lines: export-credit-log.sh APP_ID FILE [ENTITY]
#
# It needs Node and Deno, and a machine on which somebody has signed in once with `npx base44 login`. The file is replaced only when the
# export is complete: if it fails, the script fails, and the file of the day before stays.
set -eu
usage="usage: export-credit-log.sh APP_ID FILE [ENTITY]"
app=${1:?$usage}
file=${2:?$usage}
entity=${3:-CreditLog}
case $entity in *[!A-Za-z0-9_]*) echo "export-credit-log: $entity is not the name of an entity" >&2; exit 2 ;; esac
mkdir -p "$(dirname "$file")"
part="$file.part"
trap 'rm -f "$part"' EXIT
# Pages of 1,000, so that no page has the 5,000 rows at which the platform cuts.
npx --yes base44 exec --app-id "$app" --privileged >"$part" <<EOF
for (let skip = 0, page; (page = await base44.entities.$entity.list("created_date", 1000, skip)).length > 0; skip += page.length) {
  for (const row of page) console.log(JSON.stringify(row));
}
EOF
mv "$part" "$file"
