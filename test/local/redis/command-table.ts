/** Commands of the embedded store with their odd arguments, as in redis-cli: blanks part the arguments, double quotes keep them together. */
export const commandTable: Record<string, string> = {
  'unknown commands and wrong numbers of arguments': `
      FOO a b
      foo
      GET
      get a b
      SET a
      SETEX a 1
      MSET a
      MSET a 1 b
      HSET h a
      HSET h a 1 b
      ZADD z
      ZADD z 1
      XADD s * a
      XADD s * a b c
      XREAD STREAMS s
      XREAD COUNT 3
      EVAL x
      EVALSHA x
      SCRIPT
      SCRIPT FOO
      SCRIPT LOAD
      SCRIPT EXISTS
      script load a b
      PING a b
      ECHO
      DBSIZE x
      TIME x
      KEYS
      DEL
      EXISTS
      FLUSHDB foo
      FLUSHDB ASYNC`,
  'SET and its options': `
      SET k v EX 0
      SET k v EX -1
      SET k v EX x
      SET k v EX 9223372036854775807
      SET k v PX 9223372036854775807
      SET k v EX
      SET k v EX 10 PX 10
      SET k v EX 10 KEEPTTL
      SET k v KEEPTTL EX 10
      SET k v NX XX
      SET k v XX NX
      SET k v NX NX
      SET k v GET
      SET k w XX GET
      SET k w NX GET
      SET k v FOO
      SET k v PXAT 4000000000000
      TTL nokey
      SET k v EXAT -5
      SADD s a
      SET s v GET
      SET s v
      SETEX k 0 v
      SETEX k x v
      PSETEX k 0 v
      PSETEX k 100000 v
      TTL k
      APPEND k more
      TTL k
      INCR k
      TTL k
      SET "" empty
      GET ""`,
  counters: `
      SET n 9223372036854775807
      INCR n
      INCRBY n 1
      DECRBY n -1
      INCRBY n x
      INCRBY n 9223372036854775808
      DECRBY n -9223372036854775808
      DECR n
      SET n -9223372036854775808
      DECR n
      DECRBY n 1
      SET n " 1"
      INCR n
      SET n 01
      INCR n
      SET n +1
      INCR n
      SET n -0
      INCR n
      SET n ""
      INCR n
      INCRBYFLOAT n 1
      SET n 10.50
      INCRBYFLOAT n 0.1
      INCRBYFLOAT n -5
      INCRBYFLOAT n x
      INCRBYFLOAT n inf
      INCRBYFLOAT n nan
      INCRBYFLOAT n " 1"
      SET n 5.0e3
      INCRBYFLOAT n 2.0e2
      SET n 3
      INCRBYFLOAT n -3
      GET n
      INCRBYFLOAT fresh 1e-17
      INCRBYFLOAT fresh -1e-17
      INCRBYFLOAT large 1e17
      SADD s a
      INCR s
      INCRBYFLOAT s 1
      APPEND s x
      STRLEN s
      MGET s n none`,
  expiry: `
      SET k v
      EXPIRE k x
      EXPIRE k 10 NX XX
      EXPIRE k 10 GT LT
      EXPIRE k 10 NX GT
      EXPIRE k 10 foo
      EXPIRE none 10 foo
      EXPIRE none x
      EXPIRE k 10 XX
      EXPIREAT k 4000000000 GT
      EXPIREAT k 4000000000 LT
      EXPIREAT k 4000000000 NX
      EXPIREAT k 3900000000 LT
      EXPIREAT k 3800000000 GT
      EXPIREAT k 3950000000 XX GT
      TTL none
      PTTL none
      PERSIST k
      PERSIST k
      TTL k
      EXPIRE k 9223372036854775807
      EXPIRE k -9223372036854775807
      EXPIRE k 9223372036854775
      PEXPIRE k 9223372036854775807
      PEXPIREAT k 1
      EXISTS k
      SET k v
      EXPIRE k -1
      EXISTS k
      SET k v
      EXPIREAT k 0
      EXISTS k`,
  hashes: `
      HSET h a 1 b 2
      HINCRBY h a x
      HSET h c text
      HINCRBY h c 1
      HINCRBY h a 9223372036854775807
      HINCRBY h new 5
      HINCRBYFLOAT h c 1
      HINCRBYFLOAT h a x
      HINCRBYFLOAT h a 1.5
      HINCRBYFLOAT h a inf
      HINCRBYFLOAT h f 0.1
      HINCRBYFLOAT h f 0.2
      HGET h f
      HGETALL h
      HMGET h a none b
      HMGET none a b
      HGETALL none
      HKEYS none
      HLEN h
      HDEL h a b c
      HDEL h a
      HDEL h new f
      EXISTS h
      HSETNX h a 1
      HSETNX h a 2
      SET str v
      HSET str a b
      HGETALL str
      HDEL str a
      HINCRBY str a 1
      HEXISTS str a
      HINCRBY none f x
      EXISTS none`,
  lists: `
      LPUSH l
      LPUSH l a
      LPUSH l b c d e
      LLEN l
      LINDEX l 0
      LINDEX l 4
      LINDEX l 5
      LINDEX l -1
      LINDEX l -5
      LINDEX l -6
      LINDEX l x
      LINDEX none x
      LINDEX none 0
      LRANGE l 0 -1
      LRANGE l 1 2
      LRANGE l -2 -1
      LRANGE l -100 1
      LRANGE l 3 100
      LRANGE l 3 2
      LRANGE l 100 200
      LRANGE l x 1
      LRANGE none 0 x
      LRANGE none 0 1
      LTRIM l 0 x
      LTRIM none 0 1
      LTRIM none x 1
      LTRIM l 0 3
      LRANGE l 0 -1
      LTRIM l -3 -2
      LRANGE l 0 -1
      TYPE l
      SCAN 0 TYPE list COUNT 1000
      LTRIM l 5 6
      EXISTS l
      LLEN none
      SET str v
      LPUSH str a
      LINDEX str 0
      LRANGE str 0 1
      LTRIM str 0 1
      LLEN str
      LPUSH l2 a
      GET l2
      HGET l2 a
      SET l2 v
      GET l2`,
  'sorted sets': `
      ZADD z 1 a 2
      ZADD z x a
      ZADD z nan a
      ZADD z NX XX 1 a
      ZADD z NX GT 1 a
      ZADD z GT LT 1 a
      ZADD z INCR 1 a 2 b
      ZADD z FOO 1 a
      ZADD z 1 a x b
      EXISTS z
      ZADD z XX 1 a
      ZADD z XX INCR 1 a
      ZADD z INCR 1 a
      ZADD z INCR NX 1 a
      ZADD z CH 5 a 3 b
      ZADD z XX CH 6 a 3 q
      ZADD z GT CH 7 a 2 b
      ZADD z LT 0 a 2 b
      ZADD z GT INCR -1 a
      ZADD z gt 100 a
      ZADD z inf i -inf j
      ZADD z INCR -inf i
      ZINCRBY z -inf i
      ZINCRBY z x i
      ZSCORE z i
      ZSCORE z none
      ZSCORE none a
      ZADD z 1e3 e 1.5 f 0.1 g 1e-7 h 1e21 k 3.0 m 3 l
      ZRANGE z 0 -1 WITHSCORES
      ZRANGE z 0 1 REV
      ZRANGE z -3 -2 REV WITHSCORES
      ZRANGE z 5 2
      ZRANGE z -100 100
      ZRANGE z (1 inf BYSCORE
      ZRANGE z inf (1 BYSCORE REV LIMIT 0 2 WITHSCORES
      ZRANGE z 3 (3 BYSCORE
      ZRANGE z (3 3 BYSCORE
      ZRANGE z 5 1 BYSCORE
      ZRANGE z 0 1 LIMIT 0 1
      ZRANGE z 0 1 FOO
      ZRANGE z a b
      ZRANGE z a b BYSCORE
      ZRANGE z 0 10 BYSCORE LIMIT 0
      ZRANGE z 0 10 BYSCORE LIMIT x 1
      ZRANGE z 0 10 BYSCORE LIMIT -1 1
      ZRANGE z 0 10 BYSCORE LIMIT 1 -1
      ZRANGE z 0 10 BYSCORE LIMIT 1 2
      ZRANGE none 0 1
      ZRANGE none a 1
      ZCOUNT z a b
      ZCOUNT z (1 5
      ZCOUNT z -inf +inf
      ZCOUNT none a b
      ZREMRANGEBYSCORE z a b
      ZREMRANGEBYSCORE z -inf (1
      ZREM z a q
      ZREM none a
      ZCARD z
      SET str v
      ZADD str 1 a
      ZADD str XX 1 a
      ZRANGE str 0 1
      ZCARD str
      ZREMRANGEBYSCORE z -inf +inf
      EXISTS z`,
  'XADD and XTRIM': `
      XADD s MAXLEN x * a b
      XADD s MAXLEN -1 * a b
      XADD s MAXLEN = 1 LIMIT 3 * a b
      XADD s LIMIT 3 * a b
      XADD s MAXLEN ~ 3 LIMIT -1 * a b
      XADD s MAXLEN 3 MINID 4 * a b
      XADD s foo a b
      XADD s 0-0 a b
      XADD s 0 a b
      XADD s 0-* a b
      XADD s 3-7 a b
      XADD s 3-7 a b
      XADD s 3-6 a b
      XADD s 3-* a b
      XADD s 2-* a b
      XADD s 3 a b
      XADD s 4 a b c d
      XADD s -1 a b
      XADD s 1-a a b
      XADD s 99999999999999999999 a b
      XADD s MAXLEN 2 5-1 a b
      XADD s MINID = 4-1 5-2 a b
      XADD s MINID x 5-3 a b
      XADD s MAXLEN = 0 6-0 a b
      XLEN s
      EXISTS s
      XRANGE s - +
      XADD s 6-0 a b
      XADD s 18446744073709551615-18446744073709551614 a b
      XADD s 18446744073709551615-* a b
      XADD s 18446744073709551615-* a b
      XADD s * a b
      XADD none NOMKSTREAM 1-1 a b
      XADD none NOMKSTREAM 0-0 a b
      XADD none NOMKSTREAM MAXLEN 5 1-1 a
      SET str v
      XADD str 1-1 a b
      XADD str 0-0 a b
      XTRIM s MAXLEN
      XTRIM s FOO 1
      XTRIM s MAXLEN 1 NOMKSTREAM
      XTRIM s LIMIT 3
      XTRIM s LIMIT 3 MAXLEN 4
      XTRIM s MINID 5-6
      XTRIM s MINID (5
      XTRIM none MAXLEN 3
      XTRIM str MAXLEN 3
      XTRIM s MAXLEN 1
      XTRIM s MAXLEN = 0`,
  'XRANGE, XREAD and XDEL': `
      XADD s 1-1 a b
      XADD s 1-2 a b
      XADD s 2-0 a b
      XADD s 18446744073709551615-18446744073709551615 a b
      XRANGE s - +
      XRANGE s ( +
      XRANGE s (1-1 (2
      XRANGE s (1 (2-0
      XRANGE s (- +
      XRANGE s - (+
      XRANGE s + -
      XRANGE s (18446744073709551615-18446744073709551615 +
      XRANGE s - (0-0
      XRANGE s - + COUNT 0
      XRANGE s - + COUNT -1
      XRANGE s - + COUNT 2
      XRANGE s - + COUNT 2 COUNT 1
      XRANGE s - + COUNT x
      XRANGE s - + COUNT
      XRANGE s - + FOO 1
      XRANGE s a b
      XRANGE s 1 1
      XREVRANGE s + - COUNT 1
      XREVRANGE s (2-0 1
      XREVRANGE none + -
      XRANGE none - + COUNT 0
      XREAD STREAMS s 0 1
      XREAD COUNT 1 STREAMS s 0
      XREAD COUNT -1 STREAMS s 1-1
      XREAD COUNT x STREAMS s 0
      XREAD STREAMS s $
      XREAD STREAMS s -
      XREAD STREAMS s (5
      XREAD STREAMS s none 0 0
      XREAD STREAMS none 0
      XREAD FOO STREAMS s 0
      XREAD COUNT 3 STREAMS
      XREAD STREAMS s t x 0
      XDEL s 1-2 9-9
      XDEL s 1
      XDEL s x
      XDEL none x
      XLEN s
      XDEL s 1-1 2-0 18446744073709551615-18446744073709551615
      XLEN s
      XADD s 5-0 a b
      TYPE s
      SET str v
      XRANGE str - +
      XREAD STREAMS str 0
      XREAD STREAMS str $
      XDEL str 1
      XLEN str`,
  'the keyspace': `
      MSET one 1 two 2 three 3
      SADD set b a c
      SADD set a d
      SMEMBERS set
      SISMEMBER set a
      SREM set a x
      SREM one a
      SADD one a
      SMEMBERS one
      SCARD none
      KEYS *
      KEYS t*
      KEYS ?n[ei]
      KEYS [^t]*
      KEYS t[a-h]*
      KEYS nothing
      SCAN 0 COUNT 1000
      SCAN 0 MATCH t* COUNT 1000
      SCAN 0 TYPE set COUNT 1000
      SCAN 0 TYPE foo COUNT 1000
      SCAN x
      SCAN 0 COUNT 0
      SCAN 0 COUNT -1
      SCAN 0 COUNT x
      SCAN 0 FOO 1
      SCAN 0 MATCH
      EXISTS one one none
      TYPE set
      TYPE none
      DEL one one
      UNLINK two none
      DBSIZE
      SREM set b c d
      EXISTS set
      PING
      PING hello
      ECHO hello`,
  scripts: `
      EVAL "return 1" -1
      EVAL "return 1" 2 a
      EVAL "return 1" x
      EVAL "return {KEYS[1], ARGV[1], #KEYS, #ARGV}" 1 k v
      EVALSHA abc 0
      EVALSHA abc 2 a
      SCRIPT LOAD "return redis.call('INCR', KEYS[1])"
      EVALSHA 3a6d7a7c7a2d3a3b3b3b3b3b3b3b3b3b3b3b3b3b 0
      SCRIPT EXISTS abc 61636018f4e6b5817b89791bbed242f93fa089e3
      EVAL "return redis.call('INCR', KEYS[1])" 1 n
      SET text v
      EVAL "return redis.call('INCR', KEYS[1])" 1 text
      EVAL "redis.call('SET', KEYS[1], 'written') return redis.call('NONSENSE')" 1 text
      GET text
      SCRIPT FLUSH x
      SCRIPT FLUSH
      EVALSHA 61636018f4e6b5817b89791bbed242f93fa089e3 0`,
}
