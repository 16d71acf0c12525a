"""What Redis does in one step: give a bulletin its place, found an epoch, count people, sum reactions.

Keys of a room, which share a hash slot: `state` is a hash of epoch, sequence number, offset and hearts;
`log` a stream of the bulletins under their sequence numbers; `nodes` a hash of when each process last spoke;
`here:…` the set of the viewers of a process; `people` a hash of how many processes each viewer is in;
`id:…` what an id has led to. Everything is announced on the room's channel.
"""

# Offsets are written out by %.0f: Lua would turn large ones into exponents.

PLACE = """
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'epoch'} end
local known = redis.call('GET', KEYS[3])
if known then return {'known', known} end
local offset = '0'
if ARGV[2] == '1' then offset = string.format('%.0f', redis.call('HINCRBY', KEYS[1], 'offset', 1)) end
local seq = string.format('%.0f', redis.call('HINCRBY', KEYS[1], 'seq', 1))
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], seq .. '-0', 'o', offset, 'b', ARGV[5])
redis.call('SET', KEYS[3], offset, 'EX', ARGV[4])
redis.call('PUBLISH', ARGV[6], seq .. ' ' .. offset .. ' ' .. ARGV[1] .. ' ' .. ARGV[5])
return {'placed', offset, seq}
"""
"""KEYS state, log, id; ARGV epoch, has an event, longest log, seconds to keep the id, bulletin, channel."""

FOUND = """
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch or epoch == ARGV[1] then
  redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'seq', 0, 'offset', ARGV[3])
  redis.call('PUBLISH', ARGV[4], '0 0 ' .. ARGV[2] .. ' ')
end
return redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'offset')
"""
"""KEYS state, log; ARGV epoch to replace, fresh epoch, first offset less one, channel."""

BEAT = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function leave(node, person)
  if redis.call('SREM', ARGV[4] .. node, person) == 1 and redis.call('HINCRBY', KEYS[4], person, -1) <= 0 then
    redis.call('HDEL', KEYS[4], person)
  end
end
local function empty(node)
  for _, person in ipairs(redis.call('SMEMBERS', ARGV[4] .. node)) do leave(node, person) end
end
redis.call('HSET', KEYS[3], ARGV[1], string.format('%.0f', now))
local all = redis.call('HGETALL', KEYS[3])
for i = 1, #all, 2 do
  if now - tonumber(string.match(all[i + 1], '%d+')) > tonumber(ARGV[2]) then
    empty(all[i])
    redis.call('HDEL', KEYS[3], all[i])
  end
end
if ARGV[5] == '1' then empty(ARGV[1]) end
local here = ARGV[4] .. ARGV[1]
local came = tonumber(ARGV[6])
for i = 7, 6 + came do
  if redis.call('SADD', here, ARGV[i]) == 1 then redis.call('HINCRBY', KEYS[4], ARGV[i], 1) end
end
for i = 7 + came, #ARGV do leave(ARGV[1], ARGV[i]) end
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[3]) end
redis.call('EXPIRE', here, ARGV[3])
local state = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
local own = redis.call('SCARD', here)
return {state[1], state[2], own, redis.call('HLEN', KEYS[4]) - own}
"""
"""KEYS state, log, nodes, people; ARGV process, ms until a process is dead, seconds to keep a room, what the
keys of people by process begin with, whether those of this one are told anew, how many came, then who, then
who left. Each person is counted once, in however many processes they are."""

LEAVE = """
redis.call('HDEL', KEYS[1], ARGV[1])
for _, person in ipairs(redis.call('SMEMBERS', KEYS[3])) do
  if redis.call('HINCRBY', KEYS[2], person, -1) <= 0 then redis.call('HDEL', KEYS[2], person) end
end
redis.call('DEL', KEYS[3])
"""
"""KEYS nodes, people, people of the process; ARGV process."""

CHEER = """
local told = ''
for i = 2, #ARGV, 2 do
  local field = ARGV[i] == 'heart' and 'hearts' or 'cheer:' .. ARGV[i]
  local total = redis.call('HINCRBY', KEYS[1], field, ARGV[i + 1])
  told = told .. ' ' .. ARGV[i] .. ':' .. ARGV[i + 1] .. ':' .. string.format('%.0f', total)
end
redis.call('PUBLISH', ARGV[1], 'cheers 0 0' .. told)
"""
"""KEYS state; ARGV channel, then each reaction and how many of it."""
