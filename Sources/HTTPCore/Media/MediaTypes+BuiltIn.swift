extension MediaTypes {
  /// The registered type of every extension a web site is likely to hold, in the format of mime.types.
  static var builtInTypes: String {
    """
    # Text. RFC 9239 makes text/javascript the type of scripts.
    text/html html htm shtml
    text/css css
    text/javascript js mjs cjs
    text/plain txt text log conf ini cfg list diff patch
    text/csv csv
    text/tab-separated-values tsv
    text/markdown md markdown
    text/calendar ics ifb
    text/vcard vcf vcard
    text/vtt vtt
    text/xml xml xsd rng
    text/x-c c h
    text/x-c++ cc cpp cxx hpp hh
    text/x-java-source java
    text/x-python py
    text/x-swift swift
    text/x-rust rs
    text/x-go go
    text/x-shellscript sh bash
    text/x-component htc
    text/yaml yaml yml
    text/cache-manifest appcache
    text/rtf rtf
    text/troff man roff
    text/x-scss scss
    text/x-sass sass
    text/x-less less
    text/x-typescript ts tsx
    text/x-lua lua

    # Data
    application/json json map
    application/ld+json jsonld
    application/geo+json geojson
    application/manifest+json webmanifest
    application/schema+json
    application/feed+json
    application/toml toml
    application/sql sql
    application/wasm wasm
    application/xhtml+xml xhtml xht
    application/rss+xml rss
    application/atom+xml atom
    application/xslt+xml xsl xslt
    application/mathml+xml mathml
    application/xml-dtd dtd
    application/rdf+xml rdf owl
    application/gpx+xml gpx
    application/vnd.google-earth.kml+xml kml
    application/vnd.google-earth.kmz kmz
    application/vnd.sqlite3 sqlite sqlite3 db
    application/vnd.apache.parquet parquet
    application/pgp-encrypted pgp gpg
    application/pgp-signature asc sig
    application/x-pem-file pem
    application/pkix-cert cer crt
    application/x-pkcs12 p12 pfx
    application/x-x509-ca-cert der

    # Documents
    application/pdf pdf
    application/postscript ps eps ai
    application/epub+zip epub
    application/msword doc dot
    application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
    application/vnd.ms-excel xls xlt
    application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
    application/vnd.ms-powerpoint ppt pps
    application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
    application/vnd.oasis.opendocument.text odt
    application/vnd.oasis.opendocument.spreadsheet ods
    application/vnd.oasis.opendocument.presentation odp
    application/vnd.oasis.opendocument.graphics odg
    application/x-tex tex latex
    application/x-mobipocket-ebook mobi

    # Archives and programs
    application/zip zip
    application/gzip gz tgz
    application/x-tar tar
    application/x-bzip2 bz2 tbz2
    application/x-xz xz txz
    application/zstd zst
    application/x-brotli br
    application/x-7z-compressed 7z
    application/vnd.rar rar
    application/java-archive jar war ear
    application/vnd.android.package-archive apk
    application/vnd.debian.binary-package deb udeb
    application/x-rpm rpm
    application/x-apple-diskimage dmg
    application/x-iso9660-image iso
    application/x-msdownload exe dll
    application/x-msi msi
    application/x-xpinstall xpi
    application/x-chrome-extension crx
    application/x-bittorrent torrent
    application/octet-stream bin img dat

    # Images
    image/png png
    image/apng apng
    image/jpeg jpg jpeg jpe jfif
    image/gif gif
    image/webp webp
    image/avif avif
    image/heic heic
    image/heif heif
    image/jxl jxl
    image/svg+xml svg
    application/gzip svgz
    image/vnd.microsoft.icon ico cur
    image/bmp bmp
    image/tiff tif tiff
    image/vnd.adobe.photoshop psd
    image/vnd.djvu djvu djv
    image/jp2 jp2

    # Sound and moving pictures
    audio/mpeg mp3
    audio/mp4 m4a
    audio/aac aac
    audio/ogg ogg oga opus
    audio/wav wav
    audio/flac flac
    audio/midi mid midi
    audio/webm weba
    audio/x-aiff aif aiff
    video/mp4 mp4 m4v
    video/mpeg mpeg mpg
    video/webm webm
    video/ogg ogv
    video/quicktime mov qt
    video/x-matroska mkv
    video/x-msvideo avi
    video/x-ms-wmv wmv
    video/x-flv flv
    video/3gpp 3gp
    video/mp2t m2ts mts
    application/vnd.apple.mpegurl m3u8
    audio/mpegurl m3u
    application/dash+xml mpd

    # Fonts and models
    font/woff woff
    font/woff2 woff2
    font/ttf ttf
    font/otf otf
    font/collection ttc
    application/vnd.ms-fontobject eot
    model/gltf+json gltf
    model/gltf-binary glb
    model/obj obj
    model/stl stl
    model/3mf 3mf
    model/vnd.usdz+zip usdz
    """
  }
}
