# 3人のお客さんが、shops.txtのIPアドレスに順番にアクセスします
# (three customers call the addresses of shops.txt in turn)
set -- $(cat shops.txt)
if [ $# -eq 0 ]; then
  echo 'shops.txtにIPアドレスがありません。edit shops.txtで書いてください。'
  echo '(no address in shops.txt: write one with edit shops.txt)'
  exit 1
fi
for customer in 1 2 3; do
  address=${1#http://}
  kubectl exec client -- curl -sS -m 1 "http://${address%%[:/]*}:8080"
  set -- "$@" "$1"
  shift
done
