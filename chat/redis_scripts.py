"""What Redis does in one step: give a bulletin its place, found an epoch, count people, sum hearts.

Keys of a room, which share a hash slot: `state` is a hash of epoch, sequence number, offset and hearts;
`log` a stream of the bulletins under their sequence numbers; `nodes` a hash of the viewers of each process;
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
redis.call('HSET', KEYS[3], ARGV[1], string.format('%.0f', now) .. ' ' .. ARGV[2])
local elsewhere = 0
local all = redis.call('HGETALL', KEYS[3])
for i = 1, #all, 2 do
  local at, people = string.match(all[i + 1], '(%d+) (%d+)')
  if now - at > tonumber(ARGV[3]) then redis.call('HDEL', KEYS[3], all[i])
  elseif all[i] ~= ARGV[1] then elsewhere = elsewhere + people end
end
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[4]) end
local state = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
return {state[1], state[2], elsewhere}
"""
"""KEYS state, log, nodes; ARGV process, viewers, ms until a process is dead, seconds to keep a room."""

CHEER = """
local total = redis.call('HINCRBY', KEYS[1], 'hearts', ARGV[1])
redis.call('PUBLISH', ARGV[2], 'hearts ' .. ARGV[1] .. ' ' .. string.format('%.0f', total))
"""
"""KEYS state; ARGV hearts, channel."""
